import { body, http, status } from 'probewright';

export const front = http('b19-shop-front', {
  target: 'https://shop.example/',
  expect: [status('200-299'), body.matches(/Welcome/)],
});

export const cart = http('b19-shop-cart', {
  target: 'https://shop.example/cart',
});
