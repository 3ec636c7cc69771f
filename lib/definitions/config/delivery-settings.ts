import type { DeliveryOptions } from '../../authoring/config-options.ts';
import type { DeliverySettings } from '../../model/installation.ts';
import { type Around, readReceiver } from './receiver.ts';
import { report, type Section } from './section.ts';

const RECEIVERS = ['remoteWrite', 'loki', 'otlp'] as const;

/** Where results go; without a word, into the journal and from there into our own backend. */
export function readDelivery(section: Section, written: DeliveryOptions = {}, around: Around): DeliverySettings {
  const named = RECEIVERS.filter((name) => written[name] !== undefined);
  if (written.mode !== 'direct') {
    for (const name of named) {
      report(section, 'PW3901', ['delivery', name], {
        message: `«delivery.${name}» names a receiver, and the mode is ${written.mode === undefined ? 'not given: it is then journal, which delivers to a backend of its own' : 'journal, which delivers to a backend of its own'}.`,
        given: `mode: ${written.mode ?? "'journal' (default)"}`,
        allowed: "receivers with mode: 'direct'",
        remedy: "Write mode: 'direct', or remove the receivers.",
      });
    }
    return { mode: 'journal' };
  }
  if (named.length === 0) {
    report(section, 'PW3901', ['delivery', 'mode'], {
      message: "The mode is 'direct', and no receiver is named: nothing would arrive anywhere.",
      allowed: 'one or more of remoteWrite, loki and otlp',
      remedy: "Add remoteWrite: { url: 'https://…' }, or leave delivery away.",
    });
  }
  const receivers = named.flatMap((name) => {
    const receiver = written[name];
    return receiver ? [[name, readReceiver(section, name, receiver, around)] as const] : [];
  });
  return { mode: 'direct', ...Object.fromEntries(receivers) };
}
