import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { starterOf } from '../text/starter.ts';
import { PACKAGE_ROOT } from './own-package.ts';

/** What a person chose, or what stands for it. */
export interface Choices {
  readonly id: string;
  readonly regions: readonly string[];
  readonly remoteWrite: string;
}

/** A file of the new folder. */
export interface InitFile {
  readonly path: string;
  /** For whoever reads what was written. */
  readonly purpose: string;
  readonly text: string;
}

/** Under the package's `template`; npm would leave out a file called .gitignore. */
const TEMPLATES = [
  ['probewright.config.ts', 'locations, where results go, the budget'],
  ['README.md', 'what to type'],
  ['tsconfig.json', 'for your editor'],
  ['.github/workflows/probewright.yml', 'checks pull requests, deploys main; to set up, read its top'],
  ['.gitignore', ''],
] as const;

const SCHEMA = '../node_modules/probewright/schema/definitions.schema.json';

/** Every file but package.json. */
export function initFiles(choices: Choices): readonly InitFile[] {
  return [
    {
      path: 'probes/first.probe.yaml',
      purpose: 'a probe to start from',
      text: starterOf('http', 'first', SCHEMA).replace('docs/', 'node_modules/probewright/docs/'),
    },
    ...TEMPLATES.map(([path, purpose]) => ({ path, purpose, text: fill(template(path), choices) })),
    { path: 'cdk.json', purpose: 'how the AWS CDK finds the app', text: cdkJson() },
  ];
}

function template(path: string): string {
  return readFileSync(join(PACKAGE_ROOT, 'template', path.replace('.gitignore', 'gitignore')), 'utf8');
}

function fill(text: string, { id, regions, remoteWrite }: Choices): string {
  return text
    .replaceAll('__ID__', id)
    .replaceAll('__LOCATIONS__', `[${regions.map((region) => `'${region}'`).join(', ')}]`)
    .replaceAll('__REGIONS__', regions.join(', '))
    .replaceAll('__REMOTE_WRITE__', remoteWrite);
}

/** That of this package, whose app then is found through its command. */
function cdkJson(): string {
  const own = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'cdk.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  return `${JSON.stringify({ ...own, app: 'node_modules/.bin/probewright app' }, null, 2)}\n`;
}
