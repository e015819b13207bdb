const { createProxyMiddleware } = require("http-proxy-middleware");

module.exports = {
  devServer: { proxy: [{ context: ["/v1"], target: "https://api.openai.com" }] }, //: base_url target
  setup: (app) => {
    app.use("/openai", createProxyMiddleware({ target: "https://api.openai.com", pathRewrite: { "^/openai": "" } })); //: base_url target
    app.use("/x", createProxyMiddleware({ target: "http://localhost:9000" }));
  },
  output: { publicPath: "https://cdn.example.org/v1" },
};
