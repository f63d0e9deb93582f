/* SPDX-License-Identifier: Apache-2.0 */
#include "care/shoes.h"
