import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from '../../../../lib/definitions/compile.ts';
import { KINDS } from '../../../../lib/model/settings.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '${',
    '${a}',
    '$${',
    '$',
    '[::1',
    'https://',
    '://',
    '@:',
    '1:2:3',
    '-',
    '\u202e',
    'x'.repeat(300),
  ),
  fc.constantFrom('https://shop.example/', 'shop.example:443', '127.0.0.1', '[fe80::1%eth0]:22', '10.0.0.1:0'),
);
const duration = fc.oneof(fc.constantFrom('1ms', '10s', '45s', '1m', '7m', '99999h', '0s'), oddText);
const map = (value: fc.Arbitrary<unknown>) => fc.dictionary(oddText, value, { maxKeys: 3 });
const comparison = fc.oneof(
  oddText,
  fc.double({ noNaN: true }),
  fc.boolean(),
  map(oddText),
  fc.record({ in: fc.array(oddText), else: fc.constant('degraded') }, { requiredKeys: [] }),
);
const expectation = fc.record(
  {
    status: comparison,
    body: comparison,
    json: map(comparison),
    header: map(comparison),
    duration: map(duration),
    reason: oddText,
    rcode: comparison,
    certificate: map(comparison),
  },
  { requiredKeys: [] },
);
const http = fc.record(
  { method: oddText, headers: map(oddText), json: map(oddText), path: oddText, auth: fc.record({ bearer: oddText }) },
  { requiredKeys: [] },
);
const probe = fc.record(
  {
    name: fc.oneof(oddText, fc.constantFrom('a', 'b', 'c')),
    kind: fc.constantFrom(...KINDS),
    target: oddText,
    interval: duration,
    timeout: duration,
    labels: map(oddText),
    locations: fc.array(oddText, { maxLength: 3 }),
    retry: fc.record({ attempts: fc.integer({ min: 1, max: 10 }), after: duration }, { requiredKeys: [] }),
    objective: fc.double({ noNaN: true }),
    alert: fc.record({ dependsOn: fc.array(oddText, { maxLength: 2 }) }),
    http,
    dns: fc.record({ query: oddText, type: oddText }),
    expect: fc.array(expectation, { maxLength: 3 }),
    steps: fc.array(fc.record({ name: oddText, http, capture: map(oddText) }, { requiredKeys: ['name'] }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['name', 'kind', 'target'] },
);

/** One compilation for many probes: a child process each would be the whole cost. */
test('however odd a definition is, every check ends, and every finding says what to change', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(probe, { minLength: 40, maxLength: 60 }), async (probes) => {
      const folder = await makeFolder();
      // JSON is YAML.
      await writeFiles(folder, { 'probes/odd.probe.yaml': JSON.stringify({ probes }) });
      const { diagnostics } = await compile({ definitions: [join(folder, 'probes')], variables: {} });
      expect(diagnostics.length).toBeGreaterThan(0);
      for (const { message, remedy, place } of diagnostics) {
        expect(remedy, message).toBeTruthy();
        expect(place?.line, message).toBeGreaterThan(0);
      }
    }),
    { numRuns: 4 },
  );
}, 60_000);
