<?php

namespace Acme\Store;

use Doctrine\ORM\Mapping as ORM;

class Passage
{
    // The embedding is 1536 wide: #[ORM\Column(type: 'vector', length: 1536)]
    #[ORM\Column(type: VectorType::VECTOR, length: 1536)] //: vector_width vector
    public ?array $embedding;

    #[ORM\Column(type: 'vector', length: 3072)] //: vector_width vector
    public ?array $large;

    #[ORM\Column(type: 'string', length: 1536)]
    public string $content;

    #[ORM\Column(type: VectorType::VECTOR, length: 384)]
    public ?array $small;
}
