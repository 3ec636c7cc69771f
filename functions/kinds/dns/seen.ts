import type { Failure } from '../../../lib/model/failure.ts';
import type { FactsByKind, Phase, Seen } from '../../../lib/model/observation.ts';
import type { DnsSettings } from '../../../lib/model/settings.ts';
import type { Trace } from '../../net/wire.ts';
import type { Message, ResourceRecord } from './message.ts';
import { rcodeName, typeNumber } from './names-of-numbers.ts';

/** What came of a query; filled while it runs. */
export interface Reply {
  message?: Message;
  overTcp?: true;
  failure?: Failure;
}

interface Times {
  readonly phases: readonly Phase[];
  readonly durationMs: number;
  readonly lagMs: number;
  readonly boundMs: number;
}

const SOA = 6;

/** Puts together what was seen. A truncated answer is seen too, as far as it goes. */
export function toSeen(settings: DnsSettings, trace: Trace, times: Times, reply: Reply): Seen<'dns'> {
  const { message } = reply;
  return {
    observation: {
      phases: times.phases,
      durationMs: times.durationMs,
      lagMs: times.lagMs,
      boundMs: times.boundMs,
      ...(trace.address && { address: trace.address }),
      ...(trace.lookupMs !== undefined && { lookupMs: trace.lookupMs }),
      ...(trace.tls && { tls: trace.tls }),
      facts: factsOf(settings, reply),
      ...(reply.failure && { failure: reply.failure }),
    },
    evidence: {
      answer: texts(message?.answer),
      authority: texts(message?.authority),
      additional: texts(message?.additional),
    },
  };
}

function factsOf(settings: DnsSettings, { message, overTcp }: Reply): FactsByKind['dns'] {
  if (message === undefined) return { answers: 0, authorities: 0, additionals: 0, succeeded: false };
  const serial = typeNumber(settings.type) === SOA ? serialOf(message.answer) : undefined;
  return {
    rcode: rcodeName(message.rcode),
    answers: message.answer.length,
    authorities: message.authority.length,
    additionals: message.additional.length,
    succeeded: true,
    ...(serial !== undefined && { serial }),
    flags: message.flags,
    ...(overTcp && { overTcp }),
  };
}

/** Of the last SOA record, as blackbox_exporter takes it. */
function serialOf(answer: readonly ResourceRecord[]): number | undefined {
  return answer.findLast((record) => record.serial !== undefined)?.serial;
}

function texts(records: readonly ResourceRecord[] | undefined): string[] {
  return records?.map((record) => record.text) ?? [];
}
