export const endpoint = 'https://api.openai.com/v1/chat/completions'; //: base_url endpoint
export const orders = 'https://shop.acme.dev/v1/orders';
