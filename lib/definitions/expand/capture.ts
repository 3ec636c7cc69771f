import type { CaptureOptions } from '../../authoring/options.ts';
import type { Capture } from '../../model/probe.ts';
import type { ValuePath } from '../types.ts';
import type { Expansion } from './expansion.ts';
import { expandPattern } from './pattern.ts';

export function expandCapture(name: string, written: CaptureOptions, path: ValuePath, expansion: Expansion): Capture {
  if (typeof written === 'string') return { name, secret: false, from: { json: written } };
  const secret = written.secret ?? false;
  if ('json' in written) return { name, secret, from: { json: written.json } };
  if ('body' in written)
    return { name, secret, from: { body: expandPattern(written.body, [...path, 'body'], expansion) } };
  const pattern =
    written.matches === undefined ? undefined : expandPattern(written.matches, [...path, 'matches'], expansion);
  return { name, secret, from: { header: written.header, ...(pattern && { pattern }) } };
}
