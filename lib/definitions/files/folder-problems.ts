import { statSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import type { Diagnostic } from '../../model/plan.ts';
import { reasonOf } from '../assemble/read-beside.ts';
import { finding } from '../finding.ts';

/** A definitions folder that is not there, or is none. */
export function noFolder(folder: string): Diagnostic {
  const cwd = process.cwd();
  const seen = seenFrom(cwd, folder);
  let reason = 'it is a file';
  let elsewhere = '';
  try {
    statSync(folder);
  } catch (error) {
    reason = reasonOfFolder(error);
    // Named by what follows the current folder, it may well stand somewhere else.
    if (seen !== folder) elsewhere = `, or start it in the folder that holds ${basename(folder)}/ (you are in ${cwd})`;
  }
  const where = seen === folder ? folder : `${seen} (${folder})`;
  return finding('PW1001', {
    message: `There are no definitions in ${where}: ${reason}.`,
    given: folder,
    remedy: `Make the folder, or name another one with --definitions${elsewhere}.`,
  });
}

/** A folder, of the definitions or below, whose files the operating system does not tell. */
export function unreadableFolder(folder: string, error: unknown): Diagnostic {
  return finding('PW1002', {
    message: `The folder ${seenFrom(process.cwd(), folder)} cannot be read: ${reasonOfFolder(error)}.`,
    given: folder,
    remedy: 'Correct its permissions (reading and entering it, chmod u+rx), or move it out of the definitions.',
  });
}

const reasonOfFolder = (error: unknown): string => reasonOf(error).replace('such file', 'such folder');

/** Relative to the current folder where it stands below it. */
function seenFrom(cwd: string, folder: string): string {
  const path = relative(cwd, folder);
  return path === '' || path === '..' || path.startsWith(`..${sep}`) ? folder : path;
}
