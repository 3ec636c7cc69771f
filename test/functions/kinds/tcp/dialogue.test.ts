import { describe, expect, it } from 'vitest';
import { pattern, probeTcp } from '../../../support/tcp-probe.ts';
import { serveTcp, speaks } from '../../../support/tcp-server.ts';

describe('a dialogue', () => {
  it('reads lines until one matches, and takes its groups into what it sends and into labels', async () => {
    const heard: string[] = [];
    await using server = await serveTcp(
      speaks('hello\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', (line) => {
        heard.push(line);
        return 'confirmed\n';
      }),
    );
    const { observation, evidence } = await probeTcp(server.port, [
      {
        expect: pattern('^SSH-2.0-([^ -]+)(?: (.*))?$'),
        labels: { ssh_version: '${1}', ssh_comments: '${2}', both: '${1} on ${2}', none: '[${9}]' },
      },
      { send: 'CONFIRM ${1} $${1}' },
      { expect: pattern('^confirmed$'), labels: { second: 'got ${0} here' } },
    ]);
    expect(observation.failure).toBeUndefined();
    expect(heard).toEqual(['CONFIRM OpenSSH_9.2p1 ${1}']);
    expect(observation.facts).toEqual({
      expectInfo: [
        { ssh_version: 'OpenSSH_9.2p1', ssh_comments: 'Debian-2', both: 'OpenSSH_9.2p1 on Debian-2', none: '[]' },
        { second: 'got confirmed here' },
      ],
      failedDueToPattern: false,
      failedDueToBytes: false,
    });
    expect(evidence.text).toBe('hello\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\nconfirmed\n');
    expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'dialogue']);
  });

  it('takes a last line without an end of line', async () => {
    await using server = await serveTcp((socket) => socket.end('bye'));
    expect((await probeTcp(server.port, [{ expect: pattern('^bye$') }])).observation.failure).toBeUndefined();
  });

  it.each([
    ['lf', 'a\nb\n'],
    ['crlf', 'a\r\nb\r\n'],
    ['none', 'ab'],
  ] as const)('ends what it sends as the settings say: %s', async (newline, sent) => {
    let text = '';
    await using server = await serveTcp((socket) =>
      socket.on('data', (bytes) => {
        text += bytes;
        if (text.length >= sent.length) socket.end('thanks');
      }),
    );
    const moves = [{ send: 'a' }, { send: 'b' }, { expect: pattern('thanks') }];
    expect((await probeTcp(server.port, moves, { newline })).observation.failure).toBeUndefined();
    expect(text).toBe(sent);
  });

  it('expects bytes, in whatever pieces they come, and leaves what follows to the next move', async () => {
    await using server = await serveTcp((socket) => {
      socket.setNoDelay(true);
      socket.write('PO');
      setImmediate(() => socket.write('NGrest of it\n'));
    });
    const moves = [{ expectBytes: 'PONG' }, { expect: pattern('^rest of it$') }];
    expect((await probeTcp(server.port, moves)).observation.failure).toBeUndefined();
  });

  it('reads characters that are cut in two', async () => {
    const bytes = Buffer.from('gr\u00fc\u00df Gott \u{1f600}\n');
    await using server = await serveTcp((socket) => {
      socket.setNoDelay(true);
      const drip = (at: number) => {
        if (at === bytes.length) return;
        socket.write(bytes.subarray(at, at + 1));
        setImmediate(drip, at + 1);
      };
      drip(0);
    });
    const { observation } = await probeTcp(server.port, [{ expect: pattern('^grüß Gott 😀$') }]);
    expect(observation.failure).toBeUndefined();
  });
});
