import { describe, expect, test } from 'vitest';
import { findTargetProblem } from '../../../../lib/definitions/checks/target-syntax.ts';
import type { ProbeKind } from '../../../../lib/model/settings.ts';

describe('a target that its kind can probe is left alone', () => {
  test.each<[ProbeKind, string]>([
    ['http', 'https://shop.example/'],
    ['http', 'HTTP://shop.example'],
    ['http', 'http://localhost:8080/a?b=c#d'],
    ['http', 'https://[2001:db8::1]:8443/'],
    ['http', 'https://user@shop.example/'],
    ['http', 'https://münchen.example/straße'],
    ['tcp', 'shop.example:22'],
    ['tcp', '192.0.2.1:1'],
    ['tcp', '[2001:db8::1]:65535'],
    ['tcp', '_sip.shop.example:5060'],
    ['tls', 'shop.example.:443'],
    ['dns', '192.0.2.53'],
    ['dns', '2001:db8::53'],
    ['tls', 'shop.example'],
    ['tls', '2001:db8::1'],
    ['dns', '192.0.2.53:5353'],
    ['dns', '[2001:db8::53]'],
    ['dns', 'resolver.example'],
  ])('%s %s', (kind, target) => {
    expect(findTargetProblem(kind, target)).toBeUndefined();
  });
});

describe('a target that its kind cannot probe says why, and what was probably meant', () => {
  test.each<[ProbeKind, string, RegExp, string | undefined]>([
    ['http', 'shop.example/health', /no https:\/\//, 'https://shop.example/health'],
    ['http', 'localhost:8000', /no https:\/\//, 'http://localhost:8000'],
    ['http', '127.0.0.1:18765/health', /no https:\/\//, 'http://127.0.0.1:18765/health'],
    ['http', '[::1]:8000', /no https:\/\//, 'http://[::1]:8000'],
    ['http', 'localhost.example', /no https:\/\//, 'https://localhost.example'],
    ['http', 'https:/shop.example', /no https:\/\//, 'https://shop.example'],
    ['http', 'htps://shop.example/', /no scheme htps/, 'https://shop.example/'],
    ['http', 'tcp://shop.example:22', /«kind: tcp»/, undefined],
    ['http', 'ftp://shop.example/', /ftp/, undefined],
    ['http', 'https://shop.example/a b', /space/, 'https://shop.example/a%20b'],
    ['http', 'https://2001:db8::1/', /brackets/, 'https://[2001:db8::1]/'],
    ['http', 'https://shop.example:99999/', /65535/, undefined],
    ['http', 'https:///path', /no host/, undefined],
    ['http', 'https://shop..example/', /dot too many/, 'https://shop.example/'],
    ['http', 'https://10.0.0.256/', /IPv4/, undefined],
    ['http', 'https://sh$op.example/', /'\$'/, undefined],
    ['tcp', 'shop.example', /shop\.example:22 for SSH/, undefined],
    ['tcp', 'smtp.example', /no port/, 'smtp.example:25'],
    ['tcp', 'tcp://shop.example:22', /tcp:\/\//, 'shop.example:22'],
    ['tcp', 'shop.example:ssh', /not a number/, undefined],
    ['tcp', 'shop.example:0', /65535/, undefined],
    ['tcp', 'shop.example:', /no port/, 'shop.example'],
    ['tcp', '2001:db8::1', /brackets/, '[2001:db8::1]:22'],
    ['tls', 'https://shop.example/', /https:\/\//, 'shop.example:443'],
    ['tls', 'shop.example/path', /path/, 'shop.example'],
    ['tls', '2001:db8::53::1:443', /more than one port/, undefined],
    ['dns', '[2001:db8::53', /never closed/, undefined],
    ['dns', 'user@shop.example', /userinfo/, 'shop.example'],
    ['dns', '', /empty/, '192.0.2.53'],
  ])('%s %s', (kind, target, message, suggestion) => {
    const problem = findTargetProblem(kind, target);
    expect(problem?.message).toMatch(message);
    expect(problem?.suggestion).toBe(suggestion);
  });
});
