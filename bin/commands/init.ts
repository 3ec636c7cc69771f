import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AWS_REGIONS } from '../../lib/definitions/config/aws-regions.ts';
import { closest } from '../../lib/model/closest.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { type Choices, initFiles } from '../init/files.ts';
import { type Manifest, manifestFor, withWhatItLacks } from '../init/manifest.ts';
import { ownSpecifier, readOwnManifest } from '../init/own-package.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { formatInit, type InitReport } from '../text/init.ts';

const EXAMPLE = 'https://prometheus.example.com/api/v1/write';

const HELP = `Usage: probewright init DIR [OPTIONS]

Makes a folder of your own that depends on this package: a first probe, the configuration, cdk.json, package.json, a
workflow for GitHub. Never overwrites a file; to a package.json that is there, what it lacks is added.

  DIR   the folder; «.» is the current one

Options:
      --id NAME            begins the name of everything in AWS (default: the folder's name)
      --region REGION      where probes run; may be given again (default: AWS_REGION, else eu-west-1)
      --remote-write URL   where results go (default: an example, to be replaced)
${COMMON_HELP}
`;

const OPTIONS = {
  id: { type: 'string' },
  region: { type: 'string', multiple: true },
  'remote-write': { type: 'string' },
} as const;

/** A folder of one's own. */
export const command: Command = { summary: 'a folder of your own that depends on this package', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  const [given, ...more] = positionals;
  if (given === undefined) throw new UsageError('init wants a folder: «init my-probes», or «init .» for this one.');
  if (more.length > 0) throw new UsageError(`init makes one folder; '${more.join(' ')}' is too much.`);
  const folder = resolve(io.cwd, given);
  const choices: Choices = {
    id: idOf(values.id, folder),
    regions: (values.region ?? [io.env.AWS_REGION ?? io.env.AWS_DEFAULT_REGION ?? 'eu-west-1']).map(checkRegion),
    remoteWrite: checkUrl(values['remote-write'] ?? EXAMPLE),
  };
  const report = await write(folder, choices);
  const shown = folder === resolve(io.cwd) ? '' : given;
  io.out(values.json ? `${JSON.stringify({ folder: shown || '.', ...report }, null, 2)}\n` : formatInit(shown, report));
  return 0;
}

async function write(folder: string, choices: Choices): Promise<InitReport> {
  const there = readManifest(join(folder, 'package.json'));
  await mkdir(folder, { recursive: true });
  const files = initFiles(choices);
  const kept = files.filter(({ path }) => existsSync(join(folder, path)));
  const written = files.filter((file) => !kept.includes(file));
  for (const { path, text } of written) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  return {
    written: written.map(({ path, purpose }) => ({ path, purpose })),
    kept: kept.map(({ path }) => path),
    manifest: await writeManifest(folder, choices.id, there),
  };
}

async function writeManifest(folder: string, id: string, there: Manifest | undefined): Promise<InitReport['manifest']> {
  const own = readOwnManifest();
  const wanted = manifestFor(id, ownSpecifier(folder, own.version), own);
  const { manifest, added } = there ? withWhatItLacks(there, wanted) : { manifest: wanted, added: [] };
  if (!there || added.length > 0)
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return there ? { was: 'there', added } : { was: 'written' };
}

function readManifest(file: string): Manifest | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Manifest;
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : error}. Mend it first.`);
  }
  throw new UsageError(`${file} holds no object. Mend it first.`);
}

function idOf(given: string | undefined, folder: string): string {
  if (given === undefined) {
    const made = basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 32)
      .replace(/-+$/, '');
    return made || 'probewright';
  }
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(given) && given.length <= 32) return given;
  throw new UsageError(`'${given}' cannot be an id: lower-case letters, digits and hyphens between them, at most 32.`);
}

function checkRegion(region: string): string {
  if (AWS_REGIONS.includes(region)) return region;
  const meant = closest(region, AWS_REGIONS);
  throw new UsageError(`there is no AWS region '${region}'.${meant ? ` Did you mean '${meant}'?` : ''}`);
}

function checkUrl(url: string): string {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '') && !/['\\]/.test(url)) return url;
  throw new UsageError(`--remote-write wants a whole address, https://HOST/api/v1/write, not '${url}'.`);
}
