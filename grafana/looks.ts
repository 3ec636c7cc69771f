import { MappingType, type Threshold, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Look } from './panel-spec.ts';

/**
 * Colours that people who see fewer of them can tell apart as well (Okabe and Ito, «Color Universal Design», https://jfly.uni-koeln.de/color/). A state
 * always stands there in a word, too.
 */
const COLOURS = { good: '#009E73', warn: '#E69F00', ours: '#CC79A7', bad: '#D55E00', plain: '#8C8C8C' } as const;

/** The states of a probe, by how bad they are: queries.ts makes these numbers. */
export const STATE: Look = {
  unit: 'none',
  mappings: [
    {
      type: MappingType.ValueToText,
      options: {
        0: { text: 'up', color: COLOURS.good, index: 0 },
        1: { text: 'degraded', color: COLOURS.warn, index: 1 },
        2: { text: 'error of ours', color: COLOURS.ours, index: 2 },
        3: { text: 'down', color: COLOURS.bad, index: 3 },
      },
    },
  ],
};

export const COUNT: Look = { unit: 'short', decimals: 0 };
export const SECONDS: Look = { unit: 's' };
/** Unix milliseconds. */
export const MOMENT: Look = { unit: 'dateTimeAsIso' };
export const RATE: Look = { unit: 'cps' };

/** A count of something that should not be. */
export function countOf(kind: 'warn' | 'ours' | 'bad'): Look {
  return { ...COUNT, thresholds: steps([null, 'good'], [1, kind]) };
}

/** Seconds that are bad from so many on. */
export function secondsBelow(warn: number, bad: number): Look {
  return { ...SECONDS, thresholds: steps([null, 'good'], [warn, 'warn'], [bad, 'bad']) };
}

export const RATIO: Look = { unit: 'percentunit', decimals: 3 };
/** What is left of an error budget: 1 is all, below 0 more than all was spent. */
export const BUDGET: Look = {
  unit: 'percentunit',
  decimals: 1,
  thresholds: steps([null, 'bad'], [0, 'warn'], [0.25, 'good']),
};
/** The share of a day's runs that were good. */
export const DAY_RATIO: Look = {
  unit: 'percentunit',
  decimals: 2,
  thresholds: steps([null, 'bad'], [0.99, 'warn'], [0.999, 'good']),
};
/** Days that a certificate still is good for. */
export const DAYS_LEFT: Look = {
  unit: 'd',
  decimals: 1,
  thresholds: steps([null, 'bad'], [7, 'warn'], [21, 'good']),
};
export const YES_NO: Look = { unit: 'bool_yes_no', mappings: yesNo() };

function yesNo(): ValueMapping[] {
  return [
    {
      type: MappingType.ValueToText,
      options: {
        0: { text: 'no', color: COLOURS.bad, index: 0 },
        1: { text: 'yes', color: COLOURS.good, index: 1 },
      },
    },
  ];
}

function steps(...all: readonly (readonly [from: number | null, colour: keyof typeof COLOURS])[]): Threshold[] {
  return all.map(([value, colour]) => ({ value, color: COLOURS[colour] }));
}

export const PLAIN_STEPS: readonly Threshold[] = steps([null, 'plain']);
