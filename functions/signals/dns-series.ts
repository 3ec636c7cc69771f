import type { Probe } from '../../lib/model/probe.ts';
import type { StepResult } from '../../lib/model/result.ts';
import { type Add, factsOf, flag, phaseSeconds } from './series.ts';
import { addTls } from './tls-series.ts';

export function addDns(step: StepResult, probe: Probe, add: Add): void {
  const facts = factsOf(step, 'dns');
  for (const phase of ['resolve', 'connect', 'request']) {
    add('probe_dns_duration_seconds', phaseSeconds(step, phase), { phase });
  }
  add('probe_dns_answer_rrs', facts.answers);
  add('probe_dns_authority_rrs', facts.authorities);
  add('probe_dns_additional_rrs', facts.additionals);
  add('probe_dns_query_succeeded', flag(facts.succeeded));
  const asksSoa = probe.kind === 'dns' && probe.steps[0]?.settings.type === 'SOA';
  if (asksSoa && facts.succeeded) add('probe_dns_serial', facts.serial ?? 0);
  if (step.observation.tls) addTls(step.observation.tls, add);
}
