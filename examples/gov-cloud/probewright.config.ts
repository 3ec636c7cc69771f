import { defineConfig } from 'probewright';

export default defineConfig({
  id: 'agency-probes',
  locations: ['us-gov-west-1', 'us-gov-east-1'],
  delivery: { mode: 'direct', remoteWrite: { url: 'https://prometheus.agency.example/api/v1/write' } },
});
