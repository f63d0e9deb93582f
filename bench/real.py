# SPDX-License-Identifier: Apache-2.0
"""What a real clip says that rendered runners do not: errors that are never learnt smaller.

Standard systematic errors in the measure's unit. Contact time by eye (262 to 275 ms where 247 to 254
were measured), pelvic drop because a figure's clothes do not slip, the others because two landmark
models differ by so much on the same runner (docs/measures.md, "What a real clip adds").
"""
LEAST = {
    "contact_time": 12, "flight_time": 12, "duty_factor": 1.7, "trunk_lean": 1.9, "leg_lean": 2.6,
    "hip_hinge": 5.1, "foot_strike": 4.2, "knee_contact": 3.8, "knee_peak": 5.3, "tibia_angle": 2.4, "pelvic_drop": 2.5,
}
