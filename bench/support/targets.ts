// The servers that probers.ts looks at, in a process of their own; prints their ports as JSON.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';

const http = createHttpServer((_, response) => response.end('x'.repeat(102)));
http.listen(0, '127.0.0.1');
await once(http, 'listening');

const tcp = createServer((socket) => socket.on('error', () => undefined).resume());
tcp.listen(0, '127.0.0.1');
await once(tcp, 'listening');

const dns = createSocket('udp4');
dns.on('message', (query, { port, address }) => dns.send(answerTo(query), port, address));
dns.bind(0, '127.0.0.1');
await once(dns, 'listening');

console.log(
  JSON.stringify({
    http: (http.address() as AddressInfo).port,
    tcp: (tcp.address() as AddressInfo).port,
    dns: dns.address().port,
  }),
);

/** The query, made a response with one A record that points to its name. */
function answerTo(query: Buffer): Buffer {
  const head = Buffer.from(query);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 6);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4, 192, 0, 2, 1]);
  return Buffer.concat([head, record]);
}
