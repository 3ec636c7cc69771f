import { certificate, dns, duration, http, json, serial, status } from 'probewright';

const labels = { team: 'payments' };

/** The same language in TypeScript: every exported probe is loaded. */
export const payments = http('demo-payments', {
  description: 'The payment provider is up, and little is waiting. Declared in TypeScript.',
  target: 'https://shop.localhost:${var:demo_https}/payments/health',
  interval: '10s',
  timeout: '5s',
  labels,
  http: { tls: { ca: '${var:demo_ca}' } },
  expect: [
    status(200),
    json('$.status').equals('UP'),
    json('$.waiting').below(100).else('degraded'),
    duration.below('1s').else('degraded'),
    certificate.validFor('14d').else('degraded'),
  ],
});

export const zone = dns('demo-zone', {
  description: 'The zone is served, and its serial is not older than it was. Declared in TypeScript.',
  target: 'ns.localhost:${var:demo_dns}',
  interval: '30s',
  labels,
  dns: { query: 'shop.example', type: 'SOA', transport: 'tcp' },
  expect: [serial.atLeast(2_026_112_201)],
});
