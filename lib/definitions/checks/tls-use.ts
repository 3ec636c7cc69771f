import type { Diagnostic } from '../../model/plan.ts';
import type { StepOf } from '../../model/probe.ts';
import type { ProbeKind, TlsSettings, TlsVersion } from '../../model/settings.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck, ValuePath } from '../types.ts';
import { assertionPath, correctLine, rawAt, stepPaths } from './draft-tools.ts';

const VERSIONS: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** TLS is asserted and configured where there is TLS, and its settings fit each other. */
export const checkTlsUse: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    for (const [index, step] of draft.probe.steps.entries()) {
      yield* withoutTls(draft, index, step);
      yield* settings(draft, index, step);
    }
  }
};

/** Why a step speaks no TLS, and what would make it; `maybe` where a redirect could still lead to TLS. */
function plain(draft: Draft, index: number): { why: string; remedy: string; maybe: boolean } | undefined {
  const { probe } = draft;
  if (probe.kind === 'http') {
    const settings = probe.steps[index]?.settings;
    const url = /^[a-z]+:\/\//i.test(settings?.path ?? '') ? (settings?.path ?? '') : probe.target;
    if (!/^http:\/\//i.test(url)) return undefined;
    return {
      why: `the target ${url} is plain HTTP`,
      remedy: 'Write https:// in the target.',
      maybe: (settings?.maxRedirects ?? 0) > 0,
    };
  }
  if (probe.kind === 'tcp') {
    const settings = probe.steps[index]?.settings;
    const secure = settings?.secure === true || settings?.dialogue.some((move) => 'startTls' in move);
    return secure
      ? undefined
      : {
          why: 'the connection is plain TCP',
          remedy: "Add 'tcp: { tls: true }', or make it kind tls.",
          maybe: false,
        };
  }
  if (probe.kind === 'dns') {
    const overTls = probe.steps[index]?.settings.transport === 'tls';
    return overTls
      ? undefined
      : { why: 'DNS is asked without TLS', remedy: "Add 'transport: tls' to the dns settings.", maybe: false };
  }
  return undefined;
}

function* withoutTls(draft: Draft, index: number, { expect }: StepOf<ProbeKind>): Generator<Diagnostic> {
  const reason = plain(draft, index);
  if (!reason) return;
  for (const assertion of expect) {
    if (assertion.subject !== 'certificate' && assertion.subject !== 'tls') continue;
    const path = assertionPath(draft, index, assertion);
    const { target } = draft.probe;
    const corrected =
      draft.probe.kind === 'http'
        ? correctLine(draft.locate(['target']), target, target.replace(/^http:/i, 'https:'))
        : undefined;
    const deleting = deletion(draft, index, path);
    yield findingAt(
      'PW3404',
      draft,
      path,
      {
        message: `There is no ${assertion.subject === 'tls' ? 'TLS' : 'certificate'} to look at: ${reason.why}${reason.maybe ? ' (only a redirect could lead to TLS)' : ''}.`,
        given: target,
        allowed: `'${assertion.subject}' where the connection is TLS`,
        remedy: corrected
          ? `Change line ${draft.locate(['target']).place.line}, the target's, to: ${corrected.trim()}${deleting && ` – or ${deleting}`}`
          : `${reason.remedy}${deleting && ` Or ${deleting}`}`,
      },
      reason.maybe ? 'warning' : 'error',
    );
  }
}

/** The other way out: where the expectation is written, to be deleted there. */
function deletion(draft: Draft, index: number, path: ValuePath): string {
  const { place } = draft.locate(path);
  const written = path.length > (stepPaths(draft)[index] ?? []).length;
  const here = place.file === draft.locate(['target']).place.file ? '' : ` of ${place.file}`;
  return written ? `delete the expectation in line ${place.line}${here}.` : '';
}

function* settings(draft: Draft, index: number, step: StepOf<ProbeKind>): Generator<Diagnostic> {
  const base = [...(stepPaths(draft)[index] ?? []), draft.probe.kind];
  const path: ValuePath = draft.probe.kind === 'tls' ? base : [...base, 'tls'];
  const tls: TlsSettings = 'tls' in step.settings ? step.settings.tls : (step.settings as TlsSettings);
  if ((tls.certificate === undefined) !== (tls.key === undefined)) {
    const [has, lacks] = tls.certificate === undefined ? ['key', 'certificate'] : ['certificate', 'key'];
    yield findingAt('PW3408', draft, [...path, has], {
      message: `A client certificate needs both its certificate and its key; the ${lacks} is missing.`,
      given: `${has} without ${lacks}`,
      allowed: 'certificate and key, or neither',
      remedy: `Add '${lacks}'${lacks === 'key' ? ', as a ${secret:…}' : ''}, or delete '${has}'.`,
    });
  }
  if (VERSIONS.indexOf(tls.minVersion) > VERSIONS.indexOf(tls.maxVersion)) {
    const key = rawAt(draft, [...path, 'maxVersion']) === undefined ? 'minVersion' : 'maxVersion';
    yield findingAt('PW3409', draft, [...path, key], {
      message: `No TLS version is left: at least ${tls.minVersion} and at most ${tls.maxVersion}.`,
      given: `minVersion ${tls.minVersion}, maxVersion ${tls.maxVersion}`,
      allowed: 'a minVersion that is not above the maxVersion',
      remedy: 'Swap the two, or delete one.',
    });
  }
}
