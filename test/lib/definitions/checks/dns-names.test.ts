import { expect, test } from 'vitest';
import { rcodeName, typeName, typeNumber } from '../../../../functions/kinds/dns/names-of-numbers.ts';
import { RCODES, RECORD_TYPES } from '../../../../lib/definitions/checks/dns-names.ts';

test('validate and the prober know the same record types', () => {
  const named = Array.from({ length: 0x10000 }, (_, number) => typeName(number)).filter(
    (name) => !/^TYPE\d/.test(name),
  );
  expect([...RECORD_TYPES].sort()).toEqual(named.sort());
  for (const name of RECORD_TYPES) expect(typeNumber(name), name).toBeDefined();
});

test('validate and the prober know the same response codes', () => {
  const named = Array.from({ length: 4096 }, (_, number) => rcodeName(number)).filter((name) => !/^RCODE\d/.test(name));
  expect([...RCODES].sort()).toEqual([...new Set(named)].sort());
});
