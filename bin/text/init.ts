import { shellWord } from './shell-word.ts';

/** What became of each file. */
export interface InitReport {
  readonly written: readonly { readonly path: string; readonly purpose: string }[];
  /** There already, and left as they are. */
  readonly kept: readonly string[];
  /** Of a package.json that was there: the keys that it lacked. */
  readonly manifest: { readonly was: 'written' } | { readonly was: 'there'; readonly added: readonly string[] };
}

/** What was made, and what to do next. `folder` as seen from here; empty for here. */
export function formatInit(folder: string, { written, kept, manifest }: InitReport): string {
  const rows: readonly (readonly [string, string])[] = [
    ...written.map(({ path, purpose }) => [path, purpose] as const),
    ...(manifest.was === 'written' ? ([['package.json', 'this package, and what a deploy needs']] as const) : []),
  ];
  const widest = Math.max(0, ...rows.map(([path]) => path.length));
  const lines = rows.map(([path, purpose]) => `  ${path.padEnd(widest)}  ${purpose}`.trimEnd());
  const head = rows.length > 0 ? `Wrote into ${folder || 'this folder'}:` : 'Nothing was missing.';
  const left = kept.length > 0 ? [`Left as they are: ${kept.join(', ')}`] : [];
  const added =
    manifest.was === 'there' && manifest.added.length > 0
      ? [`Added to package.json: ${manifest.added.join(', ')}`]
      : [];
  return `${[head, ...lines, ...left, ...added, '', ...nextSteps(folder)].join('\n')}\n`;
}

/** The folder has this package of its own, however it was called for this. */
function nextSteps(folder: string): string[] {
  const there = folder === '' ? '' : `cd ${shellWord(folder)} && `;
  const steps: readonly (readonly [string, string])[] = [
    [`${there}npm install`, ''],
    ['npx probewright test', 'the first probe, once, now'],
    ['npx probewright run', 'every minute, with a page at http://127.0.0.1:9115/'],
    ['edit probewright.config.ts', 'where results go; locations; the budget'],
    ['npx cdk bootstrap', 'once for each account and region'],
    ['npx probewright doctor', 'what stands in the way of a deploy'],
    ['npx probewright plan', 'what a deploy makes, and costs a month'],
    ['npm run deploy', ''],
  ];
  const widest = Math.max(...steps.map(([step]) => step.length));
  return ['Next:', ...steps.map(([step, why]) => `  ${step.padEnd(widest)}  ${why}`.trimEnd())];
}
