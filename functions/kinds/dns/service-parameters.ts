import { ip4Text, ip6Text } from './addresses.ts';
import { type ByteReader, MalformedMessage } from './byte-reader.ts';

const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint', 'dohpath', 'ohttp'];

/** The parameters of an SVCB or HTTPS record (RFC 9460), as `alpn="h2,h3" port="443"`; undefined when there are none. */
export function readServiceParameters(reader: ByteReader): string | undefined {
  const parameters: string[] = [];
  let last = -1;
  while (reader.left > 0) {
    const key = reader.u16();
    const value = reader.slice(reader.u16());
    if (key <= last) throw new MalformedMessage('the parameters of an SVCB record are not in increasing order');
    last = key;
    parameters.push(`${keyName(key)}="${readValue(key, value)}"`);
    if (value.left > 0) throw new MalformedMessage(`the parameter ${keyName(key)} of an SVCB record is too long`);
  }
  return parameters.length === 0 ? undefined : parameters.join(' ');
}

function keyName(key: number): string {
  return KEYS[key] ?? `key${key}`;
}

function readValue(key: number, value: ByteReader): string {
  switch (keyName(key)) {
    case 'mandatory':
      return list(value, () => keyName(value.u16()));
    case 'alpn':
      return list(value, () => escapeValue(value.take(value.u8()), true));
    case 'no-default-alpn':
    case 'ohttp':
      return '';
    case 'port':
      return String(value.u16());
    case 'ipv4hint':
      return list(value, () => ip4Text(value.take(4)));
    case 'ipv6hint':
      return list(value, () => ip6Text(value.take(16)));
    case 'ech':
      return value.rest().toString('base64');
    default:
      return escapeValue(value.rest(), false);
  }
}

function list(value: ByteReader, item: () => string): string {
  const items: string[] = [];
  while (value.left > 0) items.push(item());
  return items.join(',');
}

/** Within a list, commas and backslashes are escaped twice (RFC 9460, appendix A.1). */
function escapeValue(bytes: Uint8Array, inList: boolean): string {
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) text += `\\${String(byte).padStart(3, '0')}`;
    else if (inList && (character === ',' || character === '\\')) text += `\\\\\\0${byte}`;
    else if ('"; \\'.includes(character)) text += `\\${character}`;
    else text += character;
  }
  return text;
}
