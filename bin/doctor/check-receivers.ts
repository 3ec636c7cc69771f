import { receiversOf } from '../../lib/cloud/secret-names.ts';
import type { Installation } from '../../lib/model/installation.ts';
import type { Check } from './check.ts';

/** Names that are nobody's (RFC 2606, RFC 6761). */
const NOBODY = /(^|\.)(example|test|invalid|example\.(com|net|org))$/;
/** What no function in AWS reaches. */
const HERE = /^(localhost|.*\.localhost|127\..*|\[::1\])$/;

/** Whether results go anywhere. The addresses themselves are not called: a function's way to them is not this machine's. */
export function checkReceivers({ delivery }: Installation): readonly Check[] {
  if (delivery.mode === 'journal') {
    return [
      {
        status: 'blocks',
        words:
          "Results would go into the hub's own backend (delivery.mode «journal»), which the hub does not have yet.",
        remedy: "delivery: { mode: 'direct', remoteWrite: { url: 'https://…' } }",
      },
    ];
  }
  const receivers = receiversOf(delivery);
  if (receivers.length === 0) {
    return [
      {
        status: 'blocks',
        words: 'Results go nowhere: delivery names no receiver.',
        remedy: 'Name remoteWrite, loki or otlp.',
      },
    ];
  }
  return receivers.map(({ url }) => checkReceiver(new URL(url)));
}

function checkReceiver({ hostname, host, origin }: URL): Check {
  const why = NOBODY.test(hostname) ? "nobody's" : HERE.test(hostname) ? 'this machine' : undefined;
  if (why === undefined) return { status: 'fine', words: `Results go to ${origin}` };
  return {
    status: 'blocks',
    words: `Results would go to ${host}, which is ${why}.`,
    remedy: 'Put the address of your own receiver into probewright.config.ts, under delivery.',
  };
}
