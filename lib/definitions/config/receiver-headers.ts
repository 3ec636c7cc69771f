import { isSecretHeader, tokenIn } from '../checks/secret-shapes.ts';
import type { ValuePath } from '../types.ts';
import { writtenInClear } from './config-secrets.ts';
import { report, type Section } from './section.ts';

/** What every sink sets itself, or the connection. */
const OWN = [
  'content-type',
  'content-encoding',
  'content-length',
  'host',
  'user-agent',
  'transfer-encoding',
  'x-prometheus-remote-write-version',
];

/** Further headers of a receiver, such as a tenant's; none of them a secret. */
export function headersOf(
  section: Section,
  headers: Readonly<Record<string, string>>,
  path: ValuePath,
): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    const at = [...path, name];
    if (
      !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ||
      !/^[\t\x20-\x7e]*$/.test(value) ||
      OWN.includes(name.toLowerCase())
    ) {
      report(section, 'PW3406', at, {
        message: OWN.includes(name.toLowerCase())
          ? `The header ${name} is the protocol's own.`
          : `The header ${JSON.stringify(name)} cannot be sent.`,
        allowed: 'a name and a value of printable characters, of a header that the sink does not set itself',
        remedy: 'Correct or remove it.',
      });
    } else if (isSecretHeader(name, value) || tokenIn(value)) {
      writtenInClear(
        section,
        at,
        `The header ${name}`,
        'PW3701',
        value,
        'Headers hold no secrets: prove who you are with auth (basic, bearer or sigv4).',
      );
    }
  }
  return { ...headers };
}
