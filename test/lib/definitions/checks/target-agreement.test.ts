import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHostPort } from '../../../../functions/net/host-port.ts';
import { findTargetProblem, TARGET_FORMS } from '../../../../lib/definitions/checks/target-syntax.ts';

const host = fc.oneof(
  fc.constantFrom('shop.example', '192.0.2.1', '2001:db8::1', '[2001:db8::1]', 'a', ''),
  fc.domain(),
);
const port = fc.oneof(
  fc.constantFrom('', ':', ':22', ':0', ':65536', ':ssh'),
  fc.nat(70_000).map((number) => `:${number}`),
);

test.each(['tcp', 'tls', 'dns'] as const)(
  'what validate accepts as a target of kind %s, its prober can read',
  (kind) => {
    fc.assert(
      fc.property(host, port, (name, suffix) => {
        const target = name + suffix;
        if (findTargetProblem(kind, target)) return;
        expect(() => parseHostPort(target, TARGET_FORMS[kind].defaultPort)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  },
);
