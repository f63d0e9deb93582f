// SPDX-License-Identifier: Apache-2.0
// node fit_sdk.mjs FOLDER FILE...   What Garmin's own decoder (npm @garmin/fitsdk below
// FOLDER/node_modules) makes of FIT files: one JSON array, an entry for each file. Dates are
// seconds since 1970.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, ...files] = process.argv.slice(2);
const sdk = join(folder, 'node_modules/@garmin/fitsdk/src/index.js');
const { Decoder, Stream } = await import(pathToFileURL(sdk).href);

const result = files.map((file) => {
    const decoder = new Decoder(Stream.fromBuffer(readFileSync(file)));
    const isFIT = decoder.isFIT();
    const integrity = decoder.checkIntegrity();
    const { messages, errors } = decoder.read();
    return { isFIT, integrity, errors: errors.map(String), messages };
});
console.log(JSON.stringify(result, function (key, value) {
    const raw = this[key]; // JSON.stringify has made a string of a date by now
    if (raw instanceof Date)
        return raw.getTime() / 1000;
    return typeof value === 'bigint' ? Number(value) : value;
}));
