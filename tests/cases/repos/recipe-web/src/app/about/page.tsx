export default function About() {
  // we call OpenAI on the server only
  return (
    <main>
      <h1>About</h1>
      <p>Recipes are written by GPT-4o and checked by people. OpenAI is a trademark.</p>
      <a href="https://openai.com/policies">Policies</a>
    </main>
  )
}
