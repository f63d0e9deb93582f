/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict/verdict.h"
