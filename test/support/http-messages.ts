import { createRandom, type Random } from './random.ts';

/** One input of the fuzzing: what a peer sends, and in which pieces it arrives. */
export interface HttpInput {
  readonly method: 'GET' | 'HEAD';
  readonly pieces: readonly Buffer[];
}

/** The input of this number: a well-formed message, an odd one, or one that was damaged. */
export function httpInput(seed: number, number: number): HttpInput {
  const random = createRandom(Math.imul(seed + 1, 0x9e3779b1) ^ number);
  const method = random.chance(0.1) ? 'HEAD' : 'GET';
  let text = '';
  while (random.chance(0.1)) text += interim(random);
  text += message(random);
  const damages = random.chance(0.5) ? 0 : 1 + random.below(3);
  for (let done = 0; done < damages; done += 1) text = damaged(text, random);
  return { method, pieces: split(Buffer.from(text, 'latin1'), random) };
}

function interim(random: Random): string {
  const end = lineEnd(random);
  const line = `HTTP/1.1 ${random.pick(['100', '102', '103', '101', '199'])} Wait${end}`;
  return `${line}${random.chance(0.4) ? field(random) + end : ''}${end}`;
}

function message(random: Random): string {
  const end = lineEnd(random);
  const body = random.chance(0.1) ? '' : bytes(random, random.chance(0.05) ? 3000 : 60);
  const [framing, framed] = frame(body, random);
  const fields = [...framing];
  for (let more = random.below(5); more > 0; more -= 1) {
    fields.splice(random.below(fields.length + 1), 0, field(random));
  }
  const blank = random.chance(0.03) ? random.pick(['\r\n', '\n', '\r', '\r\n\r\n']) : '';
  return `${blank}${statusLine(random)}${end}${fields.map((one) => one + end).join('')}${end}${framed}`;
}

const lineEnd = (random: Random) => (random.chance(0.03) ? '\n' : '\r\n');

function statusLine(random: Random): string {
  if (random.chance(0.7)) return 'HTTP/1.1 200 OK';
  const version = random.chance(0.9)
    ? random.pick(['HTTP/1.1', 'HTTP/1.0'])
    : random.pick(['HTTP/2.0', 'HTTP/0.9', 'http/1.1', 'HTTP/1.2', 'HTTP/1.1 ', 'ICY', 'HTTP/11']);
  const status = random.chance(0.9)
    ? random.pick(['200', '204', '301', '304', '404', '500', '205', '206', '101', '999'])
    : random.pick(['99', '099', '000', '2000', '20', '+20', '2 0', '-200']);
  return `${version} ${status}${random.pick([' OK', '', ' ', ' Not  Found', ' \xfcber', ' a\x01b', '\tOK'])}`;
}

const NAMES = [
  'Server',
  'X-a',
  'content-type',
  'Set-Cookie',
  'Location',
  'A',
  "x!#$%&'*+-.^_`|~9",
  'Upgrade',
  'Connection',
];
const VALUES = [
  '',
  'a',
  'text/html; charset=utf-8',
  ' \t padded \t ',
  '"quoted, \\" text"',
  'gr\xfc\xdf',
  '\xc3\xbc',
  '\xa0',
  'upgrade',
  'close',
  'keep-alive',
  'a\tb',
  'h2c',
];
const ODD_FIELDS = [
  'No colon',
  ': no name',
  'Bad name: x',
  'Blank : x',
  ' folded: first',
  'A: b\r\n folded',
  'A: b\rc',
  'A: \x01',
  'A: \x7f',
  'A\x80: b',
  'A: b\r\n\t',
  'A:\r\n b',
  'A: \0',
];

function field(random: Random): string {
  if (random.chance(0.03)) return random.pick(ODD_FIELDS);
  return `${random.pick(NAMES)}:${random.pick(['', ' ', ' ', ' ', '\t', '  '])}${random.pick(VALUES)}`;
}

/** The fields that say where the body ends, and the body so written. */
function frame(body: string, random: Random): [string[], string] {
  const roll = random.below(100);
  if (roll < 35) return [[`${random.pick(['Content-Length', 'content-length'])}: ${length(body, random)}`], body];
  if (roll < 75)
    return [
      [
        `${random.pick(['Transfer-Encoding', 'transfer-encoding'])}: ${random.chance(0.9) ? 'chunked' : oddCoding(random)}`,
      ],
      chunked(body, random),
    ];
  if (roll < 90) return [[], body];
  if (roll < 93) return [[`Content-Length: ${body.length}`, `Content-Length: ${length(body, random)}`], body];
  if (roll < 96) return [[`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'], chunked(body, random)];
  return [
    [`Transfer-Encoding: ${oddCoding(random)}`, `Transfer-Encoding: ${random.pick(['chunked', 'gzip'])}`],
    chunked(body, random),
  ];
}

function length(body: string, random: Random): string {
  if (random.chance(0.85)) return String(body.length);
  const [n, more] = [String(body.length), String(body.length + 1 + random.below(5))];
  const shorter = String(random.below(body.length + 1));
  return random.pick([
    more,
    shorter,
    `0${n}`,
    `+${n}`,
    `-${n}`,
    `${n} `,
    `${n}, ${n}`,
    `${n}, ${more}`,
    '',
    'x',
    `${n}.0`,
    '0x10',
    '99999999999999999999',
  ]);
}

const oddCoding = (random: Random) =>
  random.pick([
    'gzip, chunked',
    'chunked, gzip',
    'identity',
    'CHUNKED',
    'chunked, chunked',
    'xchunked',
    'chunked;q=1',
    '',
    ' chunked ',
    ',chunked',
    'chunked,',
    'chunked ,',
    'chun ked',
  ]);

const EXTENSIONS = [';a', ';a=b', ';a="b c;\\" d"', ' ;a', ';', ' ', ';a b', '; a = b', ';\x80', ';a=b;c', '\t'];
const TRAILERS = [
  '',
  '',
  '',
  'T: v\r\n',
  'T:\r\nU: w\r\n',
  'T: v\n',
  'T v\r\n',
  ' T: v\r\n',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
];

function chunked(body: string, random: Random): string {
  let text = '';
  for (let at = 0; at < body.length; ) {
    const size = 1 + random.below(random.chance(0.3) ? body.length : 12);
    const data = body.slice(at, at + size);
    at += size;
    text += `${hex(data.length, random)}${extension(random)}${random.chance(0.99) ? '\r\n' : '\n'}${data}${random.chance(0.99) ? '\r\n' : random.pick(['\n', '', '\r\n\r\n'])}`;
  }
  return `${text}${random.chance(0.95) ? '0' : '000'}${extension(random)}\r\n${random.chance(0.8) ? '' : random.pick(TRAILERS)}${random.chance(0.97) ? '\r\n' : random.pick(['', '\n', '\r'])}`;
}

const extension = (random: Random) => (random.chance(0.95) ? '' : random.pick(EXTENSIONS));

function hex(size: number, random: Random): string {
  const digits = size.toString(16);
  if (random.chance(0.95)) return digits;
  return random.pick([
    digits.toUpperCase(),
    `00${digits}`,
    `0x${digits}`,
    `${digits}g`,
    '',
    `-${digits}`,
    `+${digits}`,
    'fffffffffffffffff',
    `${'0'.repeat(20)}${digits}`,
  ]);
}

function bytes(random: Random, most: number): string {
  const kind = random.below(3);
  let text = '';
  for (let left = random.below(most); left > 0; left -= 1) {
    text +=
      kind === 0
        ? String.fromCharCode(97 + random.below(26))
        : kind === 1
          ? String.fromCharCode(random.below(256))
          : random.pick(['\r', '\n', '0', ':', ' ']);
  }
  return text;
}

const TOKENS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '\r\n\r\n',
  'HTTP/1.1 200 OK\r\n',
  '0\r\n\r\n',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'HTTP/1.1 100 \r\n\r\n',
  '\xff',
  'chunked',
  '9',
];

function damaged(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.below(random.chance(0.7) ? 3 : 40));
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + random.pick(TOKENS) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    case 3:
      return text.slice(0, end) + text.slice(at, end) + text.slice(end);
    case 4:
      return text.slice(0, at);
    default:
      return text + text.slice(at, end);
  }
}

function split(whole: Buffer, random: Random): Buffer[] {
  if (random.chance(0.3)) return whole.length === 0 ? [] : [whole];
  const most = random.pick([1, 2, 7, 40, 400]);
  const pieces: Buffer[] = [];
  for (let at = 0; at < whole.length; ) {
    const end = Math.min(whole.length, at + 1 + random.below(most));
    pieces.push(whole.subarray(at, end));
    at = end;
  }
  return pieces;
}
