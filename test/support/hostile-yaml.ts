import type { Random } from './random.ts';

/** Pieces that mean something to YAML, to definitions, or to neither. */
const PIECES: readonly string[] = [
  ...[
    '\n',
    '\n  ',
    '\n    ',
    '\n- ',
    '\n  - ',
    ' ',
    '\t',
    '\r\n',
    ': ',
    ':',
    ', ',
    '- ',
    '? ',
    '| ',
    '> ',
    '|-\n',
    '#',
    '# x\n',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '{ ',
    ' }',
    "'",
    '"',
    '\\',
    '&a ',
    '*a',
    '&b',
    '*b',
    '<<: ',
    '!x ',
    '!!str ',
    '!!binary ',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
  ],
  ...[
    'probes:',
    'defaults:',
    'each:',
    'name: a',
    'kind: http',
    'kind: dns',
    'target: https://h.example/',
    'expect:',
    'steps:',
    'set:',
    'targets:',
  ],
  ...[
    'interval: 1m',
    'interval: 60',
    'labels: { a: b }',
    'http: { path: / }',
    'status: 200',
    'json: { $.a: 1 }',
    'body: { matches: "(a+)+$" }',
  ],
  ...[
    '${',
    '${a}',
    '${target.slug}',
    '${secret:x}',
    '$${',
    '}',
    '${var:x}',
    '${timestamp}',
    '__proto__: 1',
    'constructor: {}',
    'toString: 1',
  ],
  ...[
    'null',
    '~',
    'true',
    '0x1F',
    '1e309',
    '.nan',
    '-.inf',
    '9007199254740993',
    '\u0000',
    '\uFEFF',
    '\u2028',
    'ä',
    '💥',
    '\uD800',
  ],
];

/** Small definitions that are right, of every kind and with most keys. */
const RIGHT: readonly string[] = [
  'defaults: { interval: 1m, labels: { team: shop }, alert: page }\nprobes:\n  - name: shop-front\n    kind: http\n    target: https://shop.example/\n    http: { method: GET, headers: { Accept: text/html } }\n    expect:\n      - status: 200-299\n      - duration: { below: 800ms, else: degraded }\n    retry: { attempts: 2, after: 2s, reasons: [connect_timeout] }\n',
  "probes:\n  - name: login\n    kind: http\n    target: https://api.example\n    steps:\n      - name: log in\n        http: { path: /login, json: { password: '${secret:p}' } }\n        capture: { token: { json: $.token, secret: true } }\n      - { name: cart, http: { headers: { A: 'Bearer ${token}' } }, expect: [{ json: { $.items: { count: { atLeast: 1 } } } }] }\n",
  "each:\n  env:\n    prod: { domain: example.com, set: { objective: 99.9 } }\n    dev: { domain: dev.example.com, set: { interval: 5m, alert: none } }\nprobes:\n  - name: a-${env}\n    kind: tls\n    target: '${env.domain}:443'\n    expect: [{ certificate: { validFor: 21d, else: degraded } }]\n",
  "probes:\n  - { name: d, kind: dns, target: 192.0.2.53, dns: { query: a.example, type: MX }, expect: [inherit, { answer: { count: 2 } }] }\n  - { name: 't-${target.slug}', kind: tcp, targets: ['a:1', { target: 'b:2', labels: { x: y } }], tcp: { dialogue: [{ expect: '^220 (.*)', labels: { a: '${1}' } }, { send: 'HELO ${1}' }] } }\n",
];

/** A text somewhere between a right definition and noise. */
function hostileYaml(random: Random): string {
  if (random.chance(0.5)) return mutated(random.pick(RIGHT), random);
  let text = random.chance(0.5) ? 'probes:\n  - name: a\n    kind: http\n    target: https://h.example/\n' : '';
  for (let left = random.below(60); left > 0; left -= 1) text += random.pick(PIECES);
  return random.chance(0.05) ? text.repeat(1 + random.below(10)) : text;
}

function mutated(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.below(6); left > 0; left -= 1) {
    const at = random.below(result.length + 1);
    const until = at + random.below(12);
    if (random.chance(0.4)) result = result.slice(0, at) + random.pick(PIECES) + result.slice(at);
    else if (random.chance(0.5)) result = result.slice(0, at) + result.slice(until);
    else result = result.slice(0, at) + result.slice(at, until).repeat(2 + random.below(3)) + result.slice(until);
  }
  return result;
}

/** Its bytes; now and then with some that are no UTF-8. */
export function hostileBytes(random: Random): Uint8Array {
  const bytes = Buffer.from(hostileYaml(random));
  if (random.chance(0.05))
    for (let left = 1 + random.below(4); left > 0; left -= 1)
      bytes[random.below(bytes.length)] = 128 + random.below(128);
  return bytes;
}
