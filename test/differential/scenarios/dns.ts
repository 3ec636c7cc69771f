import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type Answer, decode, encode, type Packet } from 'dns-packet';
import type { Scenario, Served } from '../scenario.ts';

type Reply = (query: Packet, overTcp: boolean) => Packet;

/** A name server on UDP and TCP, on one port. */
function nameServer(reply: Reply): () => Promise<Served> {
  return async () => {
    const tcp = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data: Buffer) => {
        const answer = encode(reply(decode(data.subarray(2)), true));
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        socket.end(Buffer.concat([length, answer]));
      });
    });
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as AddressInfo;
    const udp = createSocket('udp4');
    udp.on('message', (data, from) => udp.send(encode(reply(decode(data), false)), from.port, from.address));
    udp.bind(port, '127.0.0.1');
    await once(udp, 'listening');
    return {
      target: `127.0.0.1:${port}`,
      close: async () => {
        await new Promise<void>((resolve) => udp.close(() => resolve()));
        await new Promise((resolve) => tcp.close(resolve));
      },
    };
  };
}

const RECURSION_DESIRED = 1 << 8;
const AUTHORITATIVE = 1 << 10;
const rcodes: Readonly<Record<string, number>> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

const answering =
  (rcode: string, sections: Pick<Packet, 'answers' | 'authorities' | 'additionals'> = {}): Reply =>
  (query) => ({
    id: query.id ?? 0,
    type: 'response',
    flags: AUTHORITATIVE | ((query.flags ?? 0) & RECURSION_DESIRED) | (rcodes[rcode] ?? 0),
    questions: query.questions ?? [],
    ...sections,
  });
const a = (data: string, name = 'example.com'): Answer => ({ type: 'A', name, ttl: 3600, class: 'IN', data });
const ns = (data: string): Answer => ({ type: 'NS', name: 'example.com', ttl: 7200, class: 'IN', data });
const soa: Answer = {
  type: 'SOA',
  name: 'example.com',
  ttl: 3600,
  class: 'IN',
  data: { mname: 'ns1.isp.net', rname: 'host.isp.net', serial: 1000, refresh: 1, retry: 2, expire: 3, minimum: 4 },
};
const txt: Answer = { type: 'TXT', name: 'version.bind', ttl: 0, class: 'CH', data: ['9.18'] };
const whole = answering('NOERROR', {
  answers: [a('127.0.0.1')],
  authorities: [ns('ns1.isp.net'), ns('ns2.isp.net')],
  additionals: [a('127.0.0.1', 'ns1.isp.net'), a('127.0.0.2', 'ns2.isp.net'), a('127.0.0.3', 'ns3.isp.net')],
});

interface Row {
  readonly name: string;
  readonly reply: Reply;
  readonly module?: object;
  readonly dns?: object;
  readonly expect?: readonly unknown[];
}

const rows: readonly Row[] = [
  { name: 'dns-a', reply: whole },
  { name: 'dns-two-answers', reply: answering('NOERROR', { answers: [a('127.0.0.1'), a('127.0.0.2')] }) },
  { name: 'dns-over-tcp', reply: whole, module: { transport_protocol: 'tcp' }, dns: { transport: 'tcp' } },
  { name: 'dns-nxdomain', reply: answering('NXDOMAIN') },
  { name: 'dns-servfail', reply: answering('SERVFAIL') },
  {
    name: 'dns-servfail-allowed',
    reply: answering('SERVFAIL'),
    module: { valid_rcodes: ['SERVFAIL'] },
    expect: [{ rcode: 'SERVFAIL' }],
  },
  {
    name: 'dns-soa',
    reply: answering('NOERROR', { answers: [soa] }),
    module: { query_type: 'SOA' },
    dns: { type: 'SOA' },
  },
  {
    name: 'dns-chaos-txt',
    reply: answering('NOERROR', { answers: [txt] }),
    module: { query_name: 'version.bind', query_type: 'TXT', query_class: 'CH' },
    dns: { query: 'version.bind', type: 'TXT', class: 'CH' },
  },
  { name: 'dns-empty', reply: answering('NOERROR') },
  {
    name: 'dns-answer-every',
    reply: whole,
    module: { validate_answer_rrs: { fail_if_not_matches_regexp: ['127.0.0.1'] } },
    expect: ['inherit', { answer: { every: { matches: '127\\.0\\.0\\.1' } } }],
  },
  {
    name: 'dns-answer-wrong-ttl',
    reply: whole,
    module: { validate_answer_rrs: { fail_if_matches_regexp: ['.*7200.*'], fail_if_not_matches_regexp: ['.*7200.*'] } },
    expect: ['inherit', { answer: { every: { matches: '.*7200.*' } } }],
  },
  {
    name: 'dns-authority',
    reply: whole,
    module: { validate_authority_rrs: { fail_if_not_matches_regexp: ['ns.*.isp.net'] } },
    expect: ['inherit', { authority: { every: { matches: 'ns.*.isp.net' } } }],
  },
  {
    name: 'dns-additional',
    reply: whole,
    module: { validate_additional_rrs: { fail_if_not_matches_regexp: ['^ns.*.isp'] } },
    expect: ['inherit', { additional: { every: { matches: '^ns.*.isp' } } }],
  },
  {
    name: 'dns-additional-forbidden',
    reply: whole,
    module: { validate_additional_rrs: { fail_if_matches_regexp: ['127.0.0.3'] } },
    expect: ['inherit', { additional: { none: { matches: '127.0.0.3' } } }],
  },
  {
    name: 'dns-additional-of-none',
    reply: answering('NOERROR', { answers: [a('127.0.0.1')] }),
    module: { validate_additional_rrs: { fail_if_not_matches_regexp: ['.*3600.*'] } },
    expect: ['inherit', { additional: { any: { matches: '.*3600.*' } } }],
  },
  {
    name: 'dns-no-recursion',
    reply: (query, overTcp) =>
      answering(((query.flags ?? 0) & RECURSION_DESIRED) === 0 ? 'REFUSED' : 'NOERROR')(query, overTcp),
    module: { recursion_desired: false },
    dns: { recursion: false },
  },
];

export const dnsScenarios: readonly Scenario[] = rows.map(({ name, reply, module, dns, expect }) => ({
  name,
  serve: nameServer(reply),
  module: {
    prober: 'dns',
    timeout: '5s',
    dns: { preferred_ip_protocol: 'ip4', query_name: 'example.com', query_type: 'A', ...module },
  },
  probe: { kind: 'dns', dns: { query: 'example.com', type: 'A', ...dns }, ...(expect ? { expect } : {}) },
}));
