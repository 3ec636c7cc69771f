import { defineConfig } from 'probewright';

export default defineConfig({
  id: 'shop-probes',
  locations: ['eu-west-1'],
  delivery: {
    mode: 'direct',
    remoteWrite: {
      url: 'https://prometheus.shop.example/api/v1/write',
      auth: { basic: { username: 'probewright', password: '${secret:prometheus/password}' } },
    },
  },
  budget: 10,
});
