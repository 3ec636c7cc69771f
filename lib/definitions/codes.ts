import { MEANING_CODES } from './checks/codes.ts';
import { CONFIG_CODES } from './codes-config.ts';
import { type CodeEntry, READING_CODES } from './codes-reading.ts';
import { SHAPE_CODES, UNBUILT_CODES } from './codes-shape.ts';

/**
 * Every code of a finding: `PW1…` reading, `PW2…` shape, `PW3…` meaning, `PW4…` not built yet. Faults of a run, `PW5…`,
 * are `FAULTS` in the model.
 */
export const CODES: Readonly<Record<string, CodeEntry>> = {
  ...READING_CODES,
  ...SHAPE_CODES,
  ...MEANING_CODES,
  ...CONFIG_CODES,
  ...UNBUILT_CODES,
};
