import { relative } from 'node:path';
import { styleText } from 'node:util';
import { VERSION } from '../../lib/model/version.ts';
import { calledAs } from '../called-as.ts';
import type { Io } from '../command.ts';
import { plural } from './findings.ts';

export interface Banner {
  readonly probes: number;
  /** Those that hold probes. */
  readonly files: number;
  readonly folders: readonly string[];
  readonly page: string;
  readonly dataFolder: string;
  readonly batches: number;
  readonly bytes: number;
  readonly location: string;
  /** How things stood before this start, where that is known. */
  readonly standing: string | undefined;
}

/** The first lines of `run`. */
export function formatBanner(banner: Banner, io: Io): string {
  const paint = (style: 'bold' | 'dim' | 'cyan', text: string) =>
    io.colour ? styleText(style, text, { validateStream: false }) : text;
  const short = (path: string) => relative(io.cwd, path) || '.';
  const history = banner.batches === 0 ? 'empty' : `${plural(banner.batches, 'run')} kept, ${size(banner.bytes)}`;
  const at = banner.location === 'local' ? '' : ` · location ${banner.location}`;
  const rows = [
    ['probes', `${banner.probes} in ${plural(banner.files, 'file')} (${banner.folders.map(short).join(', ')})${at}`],
    ['page', `${paint('cyan', banner.page)}  ${paint('dim', 'metrics: /metrics · JSON: /api/probes')}`],
    ['data', `${short(banner.dataFolder)} (${history})`],
    ...(banner.standing === undefined ? [] : [['last seen', banner.standing] as const]),
    [
      'add a probe',
      `${calledAs(io)} new http my-shop  ${paint('dim', `or any *.probe.yaml in ${short(banner.folders[0] ?? 'probes')}; saved files run within seconds`)}`,
    ],
  ] as const;
  const lines = rows.map(([title, text]) => `  ${paint('dim', title.padEnd(12))}${text}\n`);
  return `${paint('bold', `Probewright ${VERSION}`)}\n${lines.join('')}\n`;
}

function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
