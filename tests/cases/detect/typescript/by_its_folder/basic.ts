import axios from 'axios';
import { endpoint, orders } from '.';

export async function ask(body: object, key: string) {
    const response = await axios.post(endpoint, JSON.stringify(body), { headers: { Authorization: key } }); //: raw_http /v1/chat/completions
    return response.data.usage.completion_tokens as number; //: response_use usage
}

export async function order(body: object) {
    const response = await axios.post(orders, JSON.stringify(body));
    return response.data;
}
