/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"
#include "test.h"

static void vectors_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        /* FIPS 180-4 examples; the last lies over one block */
        { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t hash[SHA256_SIZE];
        char hex[SHA256_HEX];
        sha256(rows[i].text, strlen(rows[i].text), hash);
        sha256_hex(hash, hex);
        assert_string_equal(hex, rows[i].want);
    }
}

static void a_million_times_a(void **state)
{
    (void)state;
    uint8_t hash[SHA256_SIZE];
    char hex[SHA256_HEX];
    char *text = malloc(1000000);

    assert_non_null(text);
    memset(text, 'a', 1000000);
    sha256(text, 1000000, hash);
    free(text);
    sha256_hex(hash, hex);
    assert_string_equal(hex,
                        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_of_the_standard),
        cmocka_unit_test(a_million_times_a),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
