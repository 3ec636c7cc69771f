import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { type MapTree, originOf, type ScalarTree, type Site, type Tree } from '../tree/tree.ts';
import { type Known, RUN_TIME_NAMES, type Scope } from './scope.ts';
import { substitute } from './substitute.ts';

/** One combination of the axes: what their names stand for, and the layers that their values set. */
export interface Combination {
  readonly known: ReadonlyMap<string, Known>;
  readonly sets: readonly MapTree[];
}

/** So many probes may one file make. */
export const MOST_PROBES = 20_000;
const RESERVED: readonly string[] = [...RUN_TIME_NAMES, 'target', 'var', 'secret'];

interface Choice {
  readonly known: readonly (readonly [string, Known])[];
  readonly set?: MapTree;
}

/** The cartesian product of all axes, the last turning fastest; one empty combination where there is no `each`. */
export function combinations(
  each: Tree | undefined,
  variables: ReadonlyMap<string, Known>,
  report: (d: Diagnostic) => void,
): Combination[] {
  if (each?.type !== 'map') return [{ known: new Map(), sets: [] }];
  const axes: Choice[][] = [];
  for (const [name, { keySite, value }] of each.entries) {
    if (!checkName(name, keySite, report)) continue;
    const choices = choicesOf(name, value, variables, report);
    if (choices.length > 0) axes.push(choices);
  }
  const many = axes.reduce((product, choices) => product * choices.length, 1);
  if (many > MOST_PROBES) {
    report(tooMany(many, each.site));
    return [];
  }
  return product(axes);
}

export function tooMany(many: number, site: Site): Diagnostic {
  return finding('PW2018', {
    message: `This makes ${many} probes or more; one file may make ${MOST_PROBES}.`,
    path: site.path,
    origin: originOf(site),
    remedy: 'Multiply fewer axes, or split the file or the list of targets.',
  });
}

function product(axes: readonly (readonly Choice[])[]): Combination[] {
  let combined: Combination[] = [{ known: new Map(), sets: [] }];
  for (const choices of axes) {
    combined = combined.flatMap(({ known, sets }) =>
      choices.map((choice) => ({
        known: new Map([...known, ...choice.known]),
        sets: choice.set ? [...sets, choice.set] : sets,
      })),
    );
  }
  return combined;
}

function checkName(name: string, site: Site, report: (d: Diagnostic) => void): boolean {
  const origin = originOf(site);
  if (RESERVED.includes(name)) {
    report(
      finding('PW2013', {
        message: `The axis «${name}» has the name of something that \${…} knows already.`,
        path: site.path,
        origin,
        given: name,
        remedy: `Choose another name, such as ${name}Name.`,
      }),
    );
    return false;
  }
  if (/^[A-Za-z]\w*$/.test(name)) return true;
  report(
    finding('PW2007', {
      message: `The axis «${name}» cannot be named in \${…}.`,
      path: site.path,
      origin,
      given: name,
      allowed: 'a word of letters, digits and _ that begins with a letter',
      remedy: 'Rename the axis.',
    }),
  );
  return false;
}

/** The values of one axis. Their texts may use `${var:…}`, and hold what is known only at run time. */
function choicesOf(
  name: string,
  axis: Tree,
  variables: ReadonlyMap<string, Known>,
  report: (d: Diagnostic) => void,
): Choice[] {
  const fields = (path: string, value: Tree): (readonly [string, Known])[] => {
    if (value.type === 'scalar') return [[path, knownOf(value, variables, report)]];
    if (value.type === 'list') return [];
    return [...value.entries].flatMap(([key, entry]) =>
      key === 'set' && path === name ? [] : fields(`${path}.${key}`, entry.value),
    );
  };
  const choice = (known: Choice['known'], value: Tree): Choice => {
    const set = value.type === 'map' ? value.entries.get('set')?.value : undefined;
    return { known, ...(set?.type === 'map' && { set }) };
  };
  if (axis.type === 'list') return axis.items.map((item) => choice(fields(name, item), item));
  if (axis.type !== 'map') return [];
  return [...axis.entries].map(([key, { value }]) => {
    const own = value.type === 'map' ? fields(name, value) : [];
    return choice([[name, { value: key }], ...own], value);
  });
}

function knownOf(value: ScalarTree, variables: ReadonlyMap<string, Known>, report: (d: Diagnostic) => void): Known {
  if (typeof value.value !== 'string') return { value: value.value };
  const scope: Scope = { known: variables, captures: () => ({ before: new Set(), later: new Set() }), report };
  // As a field that is sent, so that ${secret:…} may stand in it; where it is put in decides whether that is right.
  const expanded = substitute(value, scope, ['target']);
  return { value: expanded.type === 'scalar' ? expanded.value : null, template: true };
}
