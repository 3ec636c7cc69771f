import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { originOf, type Site } from '../tree/tree.ts';
import { decode } from '../yaml/decode.ts';

const MOST_BYTES = 8_388_608;

/** The text of a file that a definition names, relative to the file that it stands in; or what is wrong. */
export function readBeside(
  file: string,
  site: Site,
  probe: string | undefined,
  onFile: (path: string) => void,
): string | Diagnostic {
  const about = { path: site.path, given: file, origin: originOf(site), ...(probe !== undefined && { probe }) };
  const path = resolve(dirname(site.source.path), file);
  onFile(path);
  try {
    refuseOutside(path);
    const { size } = statSync(path);
    if (size > MOST_BYTES) {
      return finding('PW1003', {
        ...about,
        message: `«${file}» has ${size} bytes; 8 MiB are allowed.`,
        remedy: 'Use a smaller file.',
      });
    }
    const decoded = decode(readFileSync(path));
    if ('text' in decoded) return decoded.text;
    return finding('PW1004', {
      ...about,
      message: `«${file}» is not UTF-8: line ${decoded.badLine}, column ${decoded.badColumn}.`,
      remedy: 'Save it as UTF-8.',
    });
  } catch (error) {
    return finding('PW1002', {
      ...about,
      message: `«${file}» cannot be read: ${reasonOf(error)}.`,
      remedy: `Correct the path; it is relative to ${site.source.name}.`,
    });
  }
}

/**
 * Where definitions come from people who may not see everything on this machine (the fork's YAML in a pull request),
 * PROBEWRIGHT_FILES_WITHIN names the folder out of which no file is read. Throws for one that is.
 */
function refuseOutside(path: string): void {
  const folder = process.env.PROBEWRIGHT_FILES_WITHIN;
  if (!folder || realpathSync(path).startsWith(`${realpathSync(folder)}${sep}`)) return;
  throw new Error(`it is outside ${folder}, and PROBEWRIGHT_FILES_WITHIN allows no other`);
}

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission is denied';
  return error instanceof Error ? error.message : String(error);
}
