import type { RequestBody } from '../../../lib/model/settings.ts';

/** A body as it is sent, and the type that it has where the headers name none. */
export interface EncodedBody {
  readonly bytes: Buffer;
  readonly contentType: string;
}

export function encodeBody(body: RequestBody): EncodedBody {
  if ('text' in body) return { bytes: Buffer.from(body.text), contentType: 'text/plain;charset=UTF-8' };
  if ('json' in body) return { bytes: Buffer.from(JSON.stringify(body.json)), contentType: 'application/json' };
  const form = new URLSearchParams();
  for (const [name, value] of body.form) form.append(name, value);
  return { bytes: Buffer.from(form.toString()), contentType: 'application/x-www-form-urlencoded' };
}
