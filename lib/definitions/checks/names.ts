import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { finding, findingAt } from '../finding.ts';
import type { CheckContext, Draft, MeaningCheck, Origin } from '../types.ts';
import { correctLine, rawAt } from './draft-tools.ts';

const LONGEST = 63;

/** Names are unique over all files, and can be part of a series for ever. */
export const checkNames: MeaningCheck = function* (drafts, context) {
  yield* badNames(drafts, context);
  yield* duplicates(drafts, context);
  yield* neverExported(context);
  yield* dependencies(drafts, context);
};

function* badNames(drafts: readonly Draft[], { misshapen }: CheckContext): Generator<Diagnostic> {
  for (const draft of drafts) {
    const origin = draft.locate(['name']);
    if (!isName(draft.probe.name)) yield badName(draft.probe.name, origin, draft.pathOf(['name']));
  }
  for (const { name, place, line } of misshapen) {
    if (isName(name) || name.includes('${')) continue;
    yield badName(name, { place, layer: 'probe', ...(line !== undefined && { line }) });
  }
}

function isName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= LONGEST;
}

function badName(name: string, origin: Origin, path?: string): Diagnostic {
  const meant = nameLike(name);
  const corrected = meant && correctLine(origin, name, meant);
  return finding('PW3002', {
    message: `'${name}' cannot be the name of a probe.`,
    probe: name,
    ...(path !== undefined && { path }),
    given: name.length > LONGEST ? `${name.length} characters` : name,
    allowed: `lower-case letters, digits and hyphens between them, at most ${LONGEST} characters`,
    ...(meant && { didYouMean: meant }),
    ...(corrected && { corrected }),
    remedy: 'Choose a name of those characters; it is part of every series of the probe.',
    origin,
  });
}

/** The nearest name that is allowed. */
function nameLike(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, '');
}

function* duplicates(drafts: readonly Draft[], { misshapen }: CheckContext): Generator<Diagnostic> {
  const first = new Map(misshapen.map(({ name, place }) => [name, place]));
  for (const draft of drafts) {
    const { name } = draft.probe;
    const other = first.get(name);
    const { place } = draft.locate(['name']);
    if (!other) {
      first.set(name, place);
      continue;
    }
    yield findingAt('PW3001', draft, ['name'], {
      message: `The name '${name}' is taken: ${other.file}:${other.line} declares a probe of that name.`,
      given: name,
      allowed: 'a name that no other probe has, in any file',
      remedy: `Rename one of the two, for example to '${free(name, drafts)}', or delete it.`,
    });
  }
}

function free(name: string, drafts: readonly Draft[]): string {
  const taken = new Set(drafts.map(({ probe }) => probe.name));
  let count = 2;
  while (taken.has(`${name}-${count}`)) count += 1;
  return `${name}-${count}`;
}

function* neverExported({ builtButNotExported }: CheckContext): Generator<Diagnostic> {
  for (const { name, place, line } of builtButNotExported) {
    const corrected = line && /^(?:const|let|var)\s/.test(line) ? `export ${line}` : undefined;
    yield finding('PW3003', {
      message: `The probe '${name}' is built but not exported, so it would never run.`,
      probe: name,
      origin: { place, layer: 'probe', ...(line !== undefined && { line }) },
      ...(corrected && { corrected }),
      remedy: "Write 'export' in front of the constant that holds it, or put it into a list that is exported.",
    });
  }
}

function* dependencies(drafts: readonly Draft[], { misshapen }: CheckContext): Generator<Diagnostic> {
  const names = [...drafts.map(({ probe }) => probe.name), ...misshapen.map(({ name }) => name)];
  const known = new Set(names);
  for (const draft of drafts) {
    for (const [index, wanted] of (draft.probe.alert?.dependsOn ?? []).entries()) {
      const path = ['alert', 'dependsOn', ...(Array.isArray(rawAt(draft, ['alert', 'dependsOn'])) ? [index] : [])];
      if (wanted === draft.probe.name) {
        yield findingAt('PW3005', draft, path, {
          message: `The probe '${wanted}' depends on itself, so nobody would ever be told of it.`,
          given: wanted,
          allowed: 'the name of another probe',
          remedy: 'Take its own name out of dependsOn.',
        });
      } else if (!known.has(wanted)) {
        const meant = closest(
          wanted,
          names.filter((name) => name !== draft.probe.name),
        );
        const corrected = meant && correctLine(draft.locate(path), wanted, meant);
        yield findingAt('PW3004', draft, path, {
          message: `There is no probe '${wanted}' to depend on.`,
          given: wanted,
          allowed: 'the names of probes in these definitions',
          ...(meant && { didYouMean: meant }),
          ...(corrected && { corrected }),
          remedy: 'Name a probe that exists, or take it out of dependsOn.',
        });
      }
    }
  }
}
