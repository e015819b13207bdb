// Short names are a model's among names that are one for certain, in a list or as keys of one table.
export const windows: Record<string, number> = {
  "gpt-4": 8192, //: model_literal gpt-4 -- +table_key
  davinci: 2049,
  "curie": 2049, //: model_literal curie -- +table_key
  "o1": 200000, //: model_literal o1 -- +table_key
};
const allowedPrefixes = ["gpt-", "o4"]; //: model_literal gpt- -- +prefix_test | model_literal o4 -- +prefix_test

const people = { "ada": 1815, "babbage": 1791 };
const rooms = { "o1": 12, "o3": 20 };
const suffixes = ["gpt-", "o4"];
const platePrefixes = ["ab-", "o5"];
