import type { TextOrFile } from '../../authoring/settings-options.ts';
import { escapeTemplate } from '../../model/template.ts';
import type { ValuePath } from '../types.ts';
import type { Expansion } from './expansion.ts';

/** The text itself, or that of a file. With `template`, a file's text is escaped: what stands in a file is meant as it is. */
export function expandText(written: TextOrFile, path: ValuePath, expansion: Expansion, template = false): string {
  if (typeof written === 'string') return written;
  const text = expansion.readText(written.file, [...path, 'file']) ?? '';
  return template ? escapeTemplate(text) : text;
}

/** PEM text, or that of a file; a key may be a reference to a secret, which holds it. */
export function expandPem(written: TextOrFile, path: ValuePath, expansion: Expansion, template = false): string {
  const text = expandText(written, path, expansion, template);
  const isReference = template && text.includes('${');
  if (text !== '' && !isReference && !text.includes('-----BEGIN ')) {
    expansion.report('PW1032', path, {
      message: typeof written === 'string' ? 'This is not PEM text.' : `«${written.file}» holds no PEM text.`,
      allowed: template ? 'PEM text, ${secret:…}, or { file: path }' : 'PEM text, or { file: path }',
      remedy:
        typeof written === 'string'
          ? 'Write { file: path } where a file is meant; PEM text begins with -----BEGIN.'
          : 'Convert it: openssl x509 -inform der -in FILE -out FILE.pem.',
    });
  }
  return text;
}
