import axios from 'axios';
import { orders } from '.';

export async function bill() {
    const response = await axios.post(orders, {});
    return response.data.usage.completion_tokens as number;
}
