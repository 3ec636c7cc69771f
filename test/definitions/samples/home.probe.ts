// probes/shop.probe.ts — every exported probe, or (nested) list of probes, loads; one that is built but not exported is a finding
import { body, http, status } from 'probewright';
export const front = http('shop-home', { target: 'https://shop.example/', interval: '1m', expect: [status('200-299'), body.matches(/Welcome/)], objective: 99.9 });
