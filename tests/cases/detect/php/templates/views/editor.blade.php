<x-form>
    <select name="model" v-model="ai.model">
        <option value="gpt-4o"> //: model_literal gpt-4o
            @lang('editor.models.gpt-4o')
        </option>
        <option value="beetle-2">Beetle</option>
        <option value="fast">gpt-4o-mini</option>
    </select>
    <x-field v-if="ai.model == 'dall-e-3'" label="dall-e-3"> //: model_literal dall-e-3
        {{ $model == 'gpt-4.1' ? 'large' : 'small' }} //: model_literal gpt-4.1
        {{ __('gpt-4.1') }}
    </x-field>
    <!-- <option value="gpt-4"> -->
</x-form>
<script type="text/x-template" id="picture">
    <option value="gpt-image-1">a picture</option> //: model_literal gpt-image-1
</script>
<script>
    app.component('picture', {
        data() { return { model: 'dall-e-2', title: 'gpt-4o' } }, //: model_literal dall-e-2
        help: "choose gpt-4o",
        ready() { return this.kind === 'gpt-4o-mini' }, //: model_literal gpt-4o-mini
    });
</script>
