import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '../lib/definitions/codes.ts';
import { FAULTS, REASONS } from '../lib/model/failure.ts';
import { HANDLER_FAULTS } from '../lib/model/handler-faults.ts';

/** The full names of all tests, those made from tables included. */
let names: readonly string[] = [];

beforeAll(() => {
  const listed = execFileSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'list', '--json', '--no-static-parse'],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  names = (JSON.parse(listed.slice(listed.indexOf('['))) as { readonly name: string }[]).map(({ name }) => name);
}, 300_000);

const without = (wanted: readonly string[]) =>
  wanted.filter((one) => !names.some((name) => name.includes(`\`${one}\``)));

describe('every promise has a test that names it in backticks', () => {
  it('each diagnostic code', () => {
    expect(without(Object.keys(CODES))).toEqual([]);
  });

  it('each fault of ours', () => {
    expect(without(Object.keys({ ...FAULTS, ...HANDLER_FAULTS }))).toEqual([]);
  });

  it('each reason of a failure, in each phase in which it can happen', () => {
    const missing = Object.entries(REASONS).flatMap(([reason, { phases }]) => {
      const named = names.filter((name) => name.includes(`\`${reason}\``));
      if (phases.length === 1) return named.length > 0 ? [] : [reason];
      return phases
        .filter((phase) => !named.some((name) => new RegExp(`\\b${phase}\\b`).test(name)))
        .map((phase) => `${reason} in ${phase}`);
    });
    expect(missing).toEqual([]);
  });
});
