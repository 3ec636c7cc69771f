import type { Assertion } from '../../../lib/model/assertion.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Fact, Kind, Run } from '../../../lib/model/prober.ts';
import type { Excerpt } from '../../../lib/model/result.ts';
import type { TcpSettings } from '../../../lib/model/settings.ts';
import { cutText } from '../../net/cut-text.ts';
import { runDialogue } from '../../net/dialogue.ts';
import { createDialogueSeen, type DialogueSeen } from '../../net/dialogue-seen.ts';
import { parseHostPort } from '../../net/host-port.ts';
import { observedBy } from '../../net/observed.ts';
import { open } from '../../net/open.ts';
import { createTrace } from '../../net/trace.ts';
import { TargetFailure, type TlsRequest, type Trace, type Wire } from '../../net/wire.ts';

/** Connects over TCP, shakes hands where asked, and holds a dialogue. The target is `host:port` or `[IPv6 address]:port`. */
export const tcpKind: Kind<'tcp'> = { observe, fact, excerpt };

async function observe(target: string, settings: TcpSettings, run: Run): Promise<Seen<'tcp'>> {
  const trace = createTrace(run.clock);
  const seen = createDialogueSeen();
  const failure = await talk(target, settings, seen, trace, run);
  const { text, expectInfo, failedDueToPattern, failedDueToBytes } = seen;
  return {
    observation: {
      ...observedBy(trace),
      facts: { expectInfo, failedDueToPattern, failedDueToBytes },
      ...(failure && { failure }),
    },
    evidence: { text },
  };
}

async function talk(
  target: string,
  settings: TcpSettings,
  seen: DialogueSeen,
  trace: Trace,
  run: Run,
): Promise<Failure | undefined> {
  const { host, port } = parseHostPort(target);
  const { addressFamily, dialogue: moves, newline, maxReadBytes, secure } = settings;
  const tls: TlsRequest = { settings: settings.tls, host };
  let wire: Wire | undefined;
  try {
    wire = await open({ host, port, addressFamily, ...(secure && { tls }) }, trace, run);
    if (moves.length > 0) await runDialogue(wire, { moves, newline, maxReadBytes, tls }, seen, trace, run);
    return undefined;
  } catch (error) {
    if (error instanceof TargetFailure) return error.failure;
    throw error;
  } finally {
    wire?.close();
  }
}

function fact(assertion: Assertion, seen: Seen<'tcp'>): Fact {
  return assertion.subject === 'text' ? seen.evidence.text : undefined;
}

/** What the target said. What was sent to it is left out: it may hold secrets. */
function excerpt({ evidence }: Seen<'tcp'>): Excerpt | undefined {
  return cutText(evidence.text);
}
