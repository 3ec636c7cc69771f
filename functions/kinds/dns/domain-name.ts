import { domainToASCII } from 'node:url';
import { FaultError } from '../../../lib/model/failure.ts';
import { ByteReader, MalformedMessage } from './byte-reader.ts';
import { escapeLabel } from './escape.ts';

/** RFC 1035 §2.3.4, the final zero included. */
const MAX_NAME_OCTETS = 255;
const MAX_LABEL_OCTETS = 63;
/** A name has at most 127 labels, so an honest one needs no more pointers. */
const MAX_POINTERS = 127;

/**
 * Reads a name, following compression pointers (RFC 1035 §4.1.4), into presentation form with a final dot. A pointer must
 * point before the part it continues, so that every chain ends.
 *
 * @throws MalformedMessage for pointers that point forward or in a circle, reserved label types, names over 255 octets
 */
export function readName(reader: ByteReader): string {
  const { bytes } = reader;
  let text = '';
  let octets = 1;
  let pointers = 0;
  let partStart = reader.at;
  let current = reader;
  for (;;) {
    const length = current.u8();
    if (length === 0) return text === '' ? '.' : text;
    if (length <= MAX_LABEL_OCTETS) {
      octets += length + 1;
      if (octets > MAX_NAME_OCTETS) throw new MalformedMessage(`a name is longer than ${MAX_NAME_OCTETS} octets`);
      text += `${escapeLabel(current.take(length))}.`;
      continue;
    }
    if (length < 0xc0) throw new MalformedMessage(`a label of the reserved type 0x${(length & 0xc0).toString(16)}`);
    const target = ((length & 0x3f) << 8) | current.u8();
    pointers += 1;
    if (target >= partStart)
      throw new MalformedMessage(`a compression pointer does not point backwards (to ${target})`);
    if (pointers > MAX_POINTERS) throw new MalformedMessage('too many compression pointers in one name');
    partStart = target;
    current = new ByteReader(bytes, target);
  }
}

/**
 * The wire form of a name as a person writes it: a final dot may be left out, `.` is the root, `\.` and `\DDD` are
 * escapes, labels beyond ASCII become punycode (IDNA).
 *
 * @throws FaultError PW5008 for a name that cannot be asked for
 */
export function encodeName(name: string): Buffer {
  if (name === '') throw unusable(name, 'it is empty; write a single dot for the root');
  const labels = name === '.' ? [] : splitLabels(name.replace(/[。．｡]/g, '.'));
  const parts: Buffer[] = [];
  for (const text of labels) {
    const label = encodeLabel(text, name);
    if (label.length === 0) throw unusable(name, 'it has an empty label (two dots in a row, or a dot in front)');
    if (label.length > MAX_LABEL_OCTETS) {
      throw unusable(name, `a label has ${label.length} octets; at most ${MAX_LABEL_OCTETS} are allowed`);
    }
    parts.push(Buffer.of(label.length), label);
  }
  const wire = Buffer.concat([...parts, Buffer.of(0)]);
  if (wire.length > MAX_NAME_OCTETS) {
    throw unusable(name, `it takes ${wire.length} octets on the wire; at most ${MAX_NAME_OCTETS} are allowed`);
  }
  return wire;
}

/** Splits at the dots that are not escaped. */
function splitLabels(text: string): string[] {
  const labels: string[] = [];
  let label = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '.') {
      labels.push(label);
      label = '';
    } else if (character === '\\') {
      label += text.slice(index, index + 2);
      index += 1;
    } else label += character;
  }
  return label === '' ? labels : [...labels, label];
}

function encodeLabel(label: string, name: string): Buffer {
  if (/[\0-\x20\x7f]/.test(label))
    throw unusable(name, 'it has white space or control characters; write them as \\DDD');
  if (/^[\x21-\x7e]*$/.test(label)) return unescapeLabel(label, name);
  const ascii = domainToASCII(label);
  if (!ascii.startsWith('xn--')) throw unusable(name, `«${label}» has no punycode form`);
  return Buffer.from(ascii, 'latin1');
}

function unescapeLabel(label: string, name: string): Buffer {
  const bytes = label.replace(/\\(\d{3}|.)/g, (_, escaped: string) => {
    const code = escaped.length === 3 ? Number(escaped) : escaped.charCodeAt(0);
    if (code > 255) throw unusable(name, `\\${escaped} is no byte; \\000 to \\255 are allowed`);
    return String.fromCharCode(code);
  });
  return Buffer.from(bytes, 'latin1');
}

function unusable(name: string, why: string): FaultError {
  return new FaultError('PW5008', `The name «${name.slice(0, 300)}» cannot be asked for: ${why}`);
}
