import { defineConfig } from 'probewright';

export default defineConfig({
  id: 'cn-probes',
  locations: ['cn-north-1', { name: 'ningxia', region: 'cn-northwest-1', egress: 'static' }],
  delivery: { mode: 'direct', remoteWrite: { url: 'https://prometheus.example.cn/api/v1/write' } },
});
