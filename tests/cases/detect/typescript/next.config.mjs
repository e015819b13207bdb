export default {
  async rewrites() {
    return [
      { source: "/api/openai/:path*", destination: "https://api.openai.com/v1/:path*" }, //: base_url destination
      { source: "/docs", destination: "https://example.com/docs" },
    ];
  },
};
