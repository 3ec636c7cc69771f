import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { CheckContext, Draft, MeaningCheck, ValuePath } from '../types.ts';
import { correctLine, isWritten, rawAt } from './draft-tools.ts';
import { listed, plural } from './words.ts';

const SHOWN = 12;

/** Locations exist, and as many of them as an alert or objective counts. */
export const checkLocations: MeaningCheck = function* (drafts, context) {
  for (const draft of drafts) {
    yield* unknown(draft, context);
    yield* repeated(draft);
    yield* counted(draft, ['alert', 'locations'], draft.probe.alert?.locations);
    yield* counted(draft, ['objective', 'locations'], draft.probe.objective?.locations);
  }
};

function* unknown(draft: Draft, { config, knownLocations }: CheckContext): Generator<Diagnostic> {
  const names = knownLocations.map(({ name }) => name);
  for (const [index, given] of draft.probe.locations.entries()) {
    if (names.includes(given)) continue;
    const path = locationPath(draft, index);
    const several = given.split(/[\s,]+/).filter((name) => names.includes(name));
    if (several.length > 1) {
      yield inOneText(draft, path, given, several);
      continue;
    }
    const meant = closest(given, names);
    const corrected = meant && correctLine(draft.locate(path), given, meant);
    yield findingAt('PW3201', draft, path, {
      message: `There is no location '${given}'.`,
      given,
      allowed: allowedLocations(names, config.locations.length > 0),
      ...(meant && { didYouMean: meant }),
      ...(corrected && { corrected }),
      remedy: `Name a location that exists, or add '${given}' to 'locations' in ${config.file ?? 'a probewright.config.ts'}.`,
    });
  }
}

function inOneText(draft: Draft, path: ValuePath, given: string, several: readonly string[]): Diagnostic {
  const corrected = correctLine(draft.locate(path), given, `[${several.join(', ')}]`, { quote: false });
  return findingAt('PW3201', draft, path, {
    message: `'${given}' is one text that holds several locations.`,
    given,
    allowed: 'a list of locations',
    ...(corrected && { corrected }),
    remedy: `Write a list: locations: [${several.join(', ')}].`,
  });
}

function allowedLocations(names: readonly string[], declared: boolean): string {
  if (declared || names.length <= SHOWN) return listed(names);
  const some = ['local', 'eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-1'];
  return `local and every AWS region (such as ${listed(some.filter((name) => name !== 'local' && names.includes(name)))})`;
}

function* repeated(draft: Draft): Generator<Diagnostic> {
  const seen = new Set<string>();
  for (const [index, name] of draft.probe.locations.entries()) {
    if (seen.has(name)) {
      yield findingAt('PW3202', draft, locationPath(draft, index), {
        message: `The location '${name}' stands twice.`,
        given: name,
        allowed: 'every location once',
        remedy: 'Delete one of the two.',
      });
    }
    seen.add(name);
  }
}

function* counted(draft: Draft, path: ValuePath, wanted: number | undefined): Generator<Diagnostic> {
  const { locations } = draft.probe;
  if (wanted === undefined || locations.length === 0 || wanted <= locations.length || !isWritten(draft, path)) return;
  const corrected = correctLine(draft.locate(path), String(wanted), String(locations.length));
  yield findingAt('PW3203', draft, path, {
    message: `A tick can never be bad at ${plural(wanted, 'location')}: the probe has ${locations.length}.`,
    given: String(wanted),
    allowed: `1 to ${locations.length}`,
    ...(corrected && { corrected }),
    remedy: 'Count fewer locations, or run the probe at more.',
  });
}

function locationPath(draft: Draft, index: number): ValuePath {
  return Array.isArray(rawAt(draft, ['locations'])) ? ['locations', index] : ['locations'];
}
