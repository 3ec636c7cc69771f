import { TextDecoder } from 'node:util';
import type { Seen } from '../../../lib/model/observation.ts';
import { fieldValues } from '../../net/http-fields.ts';

type Evidence = Seen<'http'>['evidence'];

const CHARSET = /;[\t ]*charset[\t ]*=[\t ]*"?([^\s;"]+)/i;

const texts = new WeakMap<Evidence, string>();

/**
 * The body as text: in the charset that `Content-Type` names, where it is known, else UTF-8. Bytes that are none appear
 * as U+FFFD; a byte order mark is dropped.
 */
export function bodyText(evidence: Evidence): string {
  const known = texts.get(evidence);
  if (known !== undefined) return known;
  const text = decoderFor(evidence).decode(evidence.body);
  texts.set(evidence, text);
  return text;
}

/** A decoder for the body's charset. */
export function decoderFor({ headers }: Evidence): TextDecoder {
  const charset = CHARSET.exec(fieldValues(headers, 'content-type')[0] ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}
