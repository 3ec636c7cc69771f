import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../../../demo/pki.ts';
import { tcpKind } from '../../../../functions/kinds/tcp/prober.ts';
import { lendRun } from '../../../support/lent-run.ts';
import { pattern, probeTcp, TCP_DEFAULTS } from '../../../support/tcp-probe.ts';
import { serveTcp, serveTls, speaks } from '../../../support/tcp-server.ts';
import { chainOf, LOCAL_NAMES, trusting } from '../../../support/tls-sight.ts';

let root: Identity;
let leaf: Identity;
beforeAll(async () => {
  root = await createIdentity({ authority: true, subject: 'CN=Root' });
  leaf = await createIdentity({ issuer: root, names: LOCAL_NAMES });
});

describe('a tcp probe', () => {
  it('connects and says nothing where there is no dialogue', async () => {
    await using server = await serveTcp(() => undefined);
    const seen = await probeTcp(server.port, []);
    expect(seen.observation).toMatchObject({
      address: { ip: '127.0.0.1', family: 4, port: server.port },
      facts: { expectInfo: [], failedDueToPattern: false, failedDueToBytes: false },
    });
    expect(seen.observation.failure).toBeUndefined();
    expect(seen.evidence.text).toBe('');
    expect(tcpKind.excerpt(seen)).toBeUndefined();
  });

  it('speaks TLS from the first byte where it is secure', async () => {
    await using server = await serveTls(
      { cert: chainOf(leaf), key: leaf.key },
      speaks('hello\n', () => undefined),
    );
    const { observation } = await probeTcp(server.port, [{ expect: pattern('hello') }], {
      secure: true,
      tls: trusting(root),
    });
    expect(observation.failure).toBeUndefined();
    expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'tls', 'dialogue']);
  });

  it('gives the text to assertions', async () => {
    await using server = await serveTcp((socket) => socket.end('one\ntwo\n'));
    const seen = await probeTcp(server.port, [{ expect: pattern('two') }]);
    const comparison = { op: 'contains', value: 'one' } as const;
    expect(tcpKind.fact({ subject: 'text', comparison, otherwise: 'down' }, seen)).toBe('one\ntwo\n');
  });

  it('closes its connection', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await serveTcp((socket) => socket.resume().once('end', () => closed.resolve()));
    await probeTcp(server.port, []);
    await closed.promise;
  });

  it('looks an international name up as DNS has it', async () => {
    const { observation } = await tcpKind.observe('bücher.localhost.:1', TCP_DEFAULTS, lendRun());
    expect(observation.failure?.message).toContain('xn--bcher-kva.localhost.');
  });

  it.each(['shop.example', 'shop.example:0', 'shop.example:65536', ':0', 'tcp://shop.example:22', '::1', 'a b:1'])(
    'refuses the target «%s» in words, `PW5008`',
    async (target) => {
      await expect(tcpKind.observe(target, TCP_DEFAULTS, lendRun())).rejects.toMatchObject({
        code: 'PW5008',
        message: expect.stringContaining('write host:port'),
      });
    },
  );
});
